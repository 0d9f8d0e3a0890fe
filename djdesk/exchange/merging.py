"""The committee's side, steps three and four: the plan, and the merge in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from djdesk.errors import DeskError, Problem, Refused, Severity, StorageFault, UserError
from djdesk.exchange import down, receipt
from djdesk.exchange import plan as planning
from djdesk.exchange.areas import SHAPES
from djdesk.exchange.faults import Fault, as_json, codes
from djdesk.exchange.intake import Checked, Opened, examine, open_package
from djdesk.exchange.plan import MergePlan
from djdesk.exchange.report import ARRIVED, REFUSED
from djdesk.models.store.backup import make_backup
from djdesk.services import packages, transport
from djdesk.services.desk import Desk
from djdesk.services.packages import Branch, Entry
from djdesk.services.progress import SILENT, Progress


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided about a plan.

    `keep` are uids of changed or removed rows to leave as they are here, `drop` uids of rows that
    were changed here and may go all the same. `accept_fork` takes a package that does not follow
    the last one; `verified` says that the fingerprint was compared. `reason` goes into the history.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    accept_fork: bool = False
    verified: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """A checked package and, if it is good, what it would do."""

    checked: Checked
    plan: MergePlan | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a package: its line in the log, the plan that was carried out, the receipt.

    `outcome` is merged, or already (then nothing changed and `plan` is empty). `receipt` is None
    when none was wanted or it could not be written; `receipt_fault` then says why, and the receipt
    can be written again later.
    """

    outcome: str
    entry: Entry
    branch: Branch
    plan: MergePlan
    kept: int
    newcomer: bool
    fingerprint: str
    receipt: Path | None
    receipt_fault: StorageFault | None = None


_NOTHING = MergePlan((), 0, {})
_NO_CHOICES = Choices()


def preview(desk: Desk, path: Path, *, accept_fork: bool = False) -> Preview:
    """Check the package at `path` and draw up the plan of its merge; nothing is written."""
    return _preview(desk, open_package(desk, path), accept_fork)


def merge(
    desk: Desk,
    path: Path,
    *,
    choices: Choices = _NO_CHOICES,
    expected: MergePlan | None = None,
    receipt_to: Path | None = None,
    backup: bool = True,
    progress: Progress = SILENT,
) -> Merged:
    """Take the package at `path` over in one transaction and write its receipt to `receipt_to`.

    `expected` is the plan the person has seen: when the book has changed since, UserError. `backup`
    makes one before anything is written (off from the second package of a batch on). A package that
    was merged before changes nothing. `Refused` with all faults of the package.
    """
    desk.require("packages")
    opened = open_package(desk, path)
    shown = _preview(desk, opened, choices.accept_fork)
    _refuse_faults(shown.checked)
    if shown.checked.already is None:
        if backup:
            progress.step(0, 3, "备份")
            make_backup(desk.store, "merge")
        progress.step(1, 3, "存入附件")
        for content in opened.files.values():
            desk.store.files.put(content)
    progress.step(2, 3, "合并")
    merged = _merge(desk, opened, choices, expected)
    if receipt_to is not None:
        merged = _answer(desk, merged, receipt_to)
    progress.step(3, 3, "完成")
    return merged


def merge_all(
    desk: Desk, paths: Sequence[Path], *, receipts: bool = True, progress: Progress = SILENT
) -> list[tuple[Path, Merged | DeskError]]:
    """Merge many packages, one transaction each, with one backup before the first.

    A package that is refused does not stop the others; its place holds the error. They are taken in
    the order of their names, which is that of their numbers. Each receipt goes beside its package.
    """
    done: list[tuple[Path, Merged | DeskError]] = []
    backup = True
    for count, path in enumerate(sorted(paths, key=lambda p: p.name)):
        progress.step(count, len(paths), path.name)
        beside = path.parent if receipts else None
        try:
            merged = merge(desk, path, receipt_to=beside, backup=backup)
        except DeskError as error:
            done.append((path, error))
            continue
        backup = backup and merged.outcome == "already"
        done.append((path, merged))
    progress.step(len(paths), len(paths), "完成")
    return done


def refuse_package(
    desk: Desk, path: Path, *, reason: str = "", receipt_to: Path | None = None
) -> tuple[Entry, Path | None]:
    """Send the package at `path` back: log it and write a receipt with its faults and `reason`.

    An older one than was taken over is answered as superseded. UserError for a package that was
    merged, or from somebody unknown: nobody could read the receipt.
    """
    desk.require("packages")
    opened = open_package(desk, path)
    with desk.store.write("退回上报包", area="packages") as session:
        checked = examine(session, desk, opened)
        if checked.branch is None or checked.manifest is None:
            raise Refused(checked.faults, remedy="来源不明的包不能写回执，请当面退还。")
        if checked.already is not None:
            raise UserError("这个上报包已经合并，不能再退回。", "需要改正的，请支部重新上报。")
        problems = list(checked.faults)
        if reason.strip():
            problems.insert(0, Problem(reason.strip(), "请改正后重新导出。"))
        if not problems:
            raise UserError("没有写明退回的原因。", "请填写退回原因，支部会在回执里看到。")
        status = "superseded" if codes(problems) == ("older",) else "refused"
        entry = packages.note_incoming(
            session, desk, checked.sending(checked.counts), status, as_json(problems)
        )
    if receipt_to is None:
        return entry, None
    return entry, receipt.write(desk, entry, checked.branch, receipt_to)


def write_receipt(desk: Desk, entry_id: int, out: Path) -> Path:
    """Write the receipt of a received package once more, to a folder or file `out`."""
    desk.require("packages")
    entry = packages.entry(desk, entry_id)
    with desk.store.read() as session:
        branch = packages.find_branch(session, entry.partner_uid)
    if branch is None:
        raise UserError("这个支部还没有绑定账套，不能写回执。", "请先合并它的一个上报包。")
    return receipt.write(desk, entry, branch, out, missing=_missing(desk, branch))


def _preview(desk: Desk, opened: Opened, accept_fork: bool) -> Preview:
    with desk.store.read() as session:
        checked = _after(examine(session, desk, opened), accept_fork)
        if not checked.is_good or checked.already or checked.branch is None:
            return Preview(checked, None)
        plan, faults = _plan(session, checked, checked.branch)
    if faults:
        return Preview(replace(checked, faults=tuple(faults)), None)
    return Preview(checked, plan)


def _merge(desk: Desk, opened: Opened, choices: Choices, expected: MergePlan | None) -> Merged:
    # checked and planned again under the lock: what was shown may be out of date
    with desk.store.write("合并上报包", area=transport.AREA, reason=choices.reason) as session:
        checked = _after(examine(session, desk, opened), choices.accept_fork)
        _refuse_faults(checked)
        branch, head = checked.branch, checked.manifest
        assert branch is not None
        assert head is not None
        if checked.already is not None:
            return Merged(
                "already", checked.already, branch, _NOTHING, 0, False, checked.fingerprint, None
            )
        plan, faults = _plan(session, checked, branch)
        if faults:
            raise Refused(faults)
        if expected is not None and plan != expected:
            raise UserError(
                "预览之后账套里的资料又有变动，没有合并。", "请重新打开上报包，核对后再合并。"
            )
        if checked.newcomer and head.join is not None:
            verified_by = desk.user if choices.verified else ""
            branch = packages.bind(session, branch, head.join.invitation, verified_by=verified_by)
        changes = planning.changes(plan, choices.keep, choices.drop)
        down.release(session, changes)
        transport.replace_rows(
            session,
            SHAPES,
            changes,
            origin=branch.book_uid,
            known=plan.known,
        )
        transport.hand_over(session, SHAPES, branch.former_uids, branch.book_uid)
        packages.note_merged(
            session, branch, number=head.number, digest=opened.digest, period=head.period
        )
        arrived, refused = head.extra.get(ARRIVED, ""), head.extra.get(REFUSED, "")
        packages.note_arrived(session, branch.book_uid, arrived, head.made_at, refused)
        kept = planning.kept_rows(plan, choices.keep, choices.drop)
        sending = checked.sending({**plan.counts, "kept": kept})
        entry = packages.note_incoming(session, desk, sending, "merged")
    return Merged("merged", entry, branch, plan, kept, checked.newcomer, checked.fingerprint, None)


def _plan(session: Session, checked: Checked, branch: Branch) -> tuple[MergePlan, list[Fault]]:
    home = (checked.opened.home_uid, branch.organization_id)
    plan = planning.draw_up(session, SHAPES, checked.opened.parts, branch.origins, home)
    return plan, planning.taken(session, SHAPES, checked.opened.parts, plan)


def _after(checked: Checked, accept_fork: bool) -> Checked:
    """`checked` with the fork as a warning, once a person has accepted it."""
    if not accept_fork:
        return checked
    forks = [p for p in checked.faults if codes([p]) == ("fork",)]
    rest = tuple(p for p in checked.faults if p not in forks)
    warned = tuple(Problem(p.text, severity=Severity.WARN) for p in forks)
    return replace(checked, faults=rest, warnings=(*checked.warnings, *warned))


def _refuse_faults(checked: Checked) -> None:
    if checked.faults:
        raise Refused(checked.faults)
    if checked.own:
        raise UserError("这是本单位自己导出的上报包，不需要合并。", "请把它交给上级党组织接收。")


def _missing(desk: Desk, branch: Branch) -> list[str]:
    """Attachments that rows of `branch` name and that never came here."""
    with desk.store.read() as session:
        named = transport.files_of(session, SHAPES, branch.origins)
    return [digest for digest in named if not desk.store.files.path_of(digest).exists()]


def _answer(desk: Desk, merged: Merged, out: Path) -> Merged:
    # the merge stands, whatever happens to the stick: the receipt can be written again
    try:
        missing = _missing(desk, merged.branch)
        path = receipt.write(desk, merged.entry, merged.branch, out, missing=missing)
    except StorageFault as fault:
        return replace(merged, receipt_fault=fault)
    return replace(merged, receipt=path)
