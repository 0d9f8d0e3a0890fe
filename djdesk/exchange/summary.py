"""What the exchange did as plain data for `--json`; the words are English, the texts Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from djdesk.errors import Problem
from djdesk.exchange import dispatch, faults, joining, merging, receipt, report, seal
from djdesk.exchange.intake import Checked

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


def of_invited(done: joining.Invited) -> dict[str, Json]:
    """An invitation that was written."""
    return {
        "file": str(done.path),
        "branch": done.branch_name,
        "code": done.branch_code,
        "fingerprint": done.fingerprint,
    }


def of_joined(done: joining.Joined) -> dict[str, Json]:
    """The joining of a committee; both fingerprints are to be read aloud."""
    return {
        "committee": done.committee_name,
        "branch": done.branch_name,
        "fingerprint": done.fingerprint,
        "own_fingerprint": done.own_fingerprint,
        "already": done.already,
        "warnings": _problems(done.warnings),
    }


def of_exported(done: report.Exported) -> dict[str, Json]:
    """A package that was written."""
    return {
        "file": str(done.path),
        "note": str(done.note),
        "number": done.number,
        "period": done.period,
        "sha256": done.digest,
        "size": done.size,
        "counts": dict(done.counts),
        "files": done.files,
        "left": done.left,
    }


def of_dispatched(done: dispatch.Dispatched) -> dict[str, Json]:
    """A dispatch that was written for one branch."""
    return {
        "branch": done.branch_name,
        "file": str(done.path),
        "number": done.number,
        "count": done.count,
    }


def of_taken(done: dispatch.Taken) -> dict[str, Json]:
    """A dispatch that a branch took in."""
    return {
        "kind": seal.DISPATCH,
        "number": done.number,
        "committee": done.committee,
        "new": done.new,
        "changed": done.changed,
        "removed": done.removed,
        "strays": done.strays,
        "already": done.already,
        "lines": list(done.lines),
        "refused": _problems(done.refused),
    }


def of_header(path: Path, header: seal.Header) -> dict[str, Json]:
    """A file that was looked at without a book: whole, but unopened."""
    return {
        "file": str(path),
        "kind": header.kind,
        "title": header.title,
        "format": header.format,
        "intact": True,
    }


def of_checked(done: Checked) -> dict[str, Json]:
    """A package that was checked: `status` is good, already, own or refused."""
    head = done.manifest
    status = "own" if done.own else "already" if done.already else "good"
    return {
        "file": done.opened.file_name,
        "status": "refused" if done.faults else status,
        "sender": head.sender.name if head else "",
        "number": head.number if head else 0,
        "period": head.period if head else "",
        "made_at": head.made_at if head else "",
        "sha256": done.opened.digest,
        "counts": dict(done.counts),
        "files": len(done.opened.files),
        "newcomer": done.newcomer,
        "fingerprint": done.fingerprint,
        "faults": _problems(done.faults),
        "warnings": _problems(done.warnings),
    }


def of_merged(done: merging.Merged) -> dict[str, Json]:
    """A package that was merged, or had been before (`already`, nothing changed)."""
    entry = done.entry
    return {
        "status": done.outcome,
        "sender": done.branch.organization_name,
        "number": entry.number,
        "period": entry.period,
        "at": entry.logged_at,
        "by": entry.logged_by,
        "counts": dict(done.plan.counts),
        "kept": done.kept,
        "newcomer": done.newcomer,
        "fingerprint": done.fingerprint,
        "receipt": str(done.receipt) if done.receipt else None,
        "receipt_fault": str(done.receipt_fault) if done.receipt_fault else None,
    }


def of_received(done: receipt.Received) -> dict[str, Json]:
    """A receipt that was taken in."""
    return {
        "number": done.number,
        "period": done.period,
        "status": done.outcome,
        "title": receipt.OUTCOMES[done.outcome],
        "committee": done.committee,
        "answered_at": done.answered_at,
        "already": done.already,
        "counts": dict(done.counts),
        "reasons": [_plain(reason) for reason in done.reasons],
    }


def _problems(problems: tuple[Problem, ...]) -> list[Json]:
    return [_plain(problem) for problem in faults.as_json(problems)]


def _plain(texts: Mapping[str, str]) -> dict[str, Json]:
    return dict(texts)
