"""`djdesk --self-test`: the program proves itself where it stands, in a temporary folder."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from djdesk.cli.arguments import Commands, with_json
from djdesk.cli.output import DONE, REFUSED, Output
from djdesk.cli.trial import Failed, Step, Trial
from djdesk.errors import DeskError
from djdesk.services import crash


def add(commands: Commands) -> None:
    """Add the command; `--self-test` as the first word means the same."""
    text = "自检：在临时文件夹里建账套、录入、导入、打印、上报、合并、备份、恢复"
    parser = commands.add("self-test", text)
    with_json(parser).set_defaults(run=self_test, doing="自检")


def self_test(args: Namespace, out: Output) -> int:
    """Run every step; the first that fails ends the test."""
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="djdesk-", ignore_cleanup_errors=True) as temporary:
        work, results_in = Path(temporary) / "books", Path(temporary) / "results"
        work.mkdir()
        results_in.mkdir()
        for step in Trial(work, results_in, scales=(100,)).steps():
            passed, told = _run(step)
            results.append({"step": step.title, "passed": passed, "text": told})
            out.say(f"{'通过' if passed else '失败'}　{step.title}：{told}")
            if not passed:
                break
    good = all(result["passed"] for result in results)
    out.say("自检通过。" if good else "自检没有通过。")
    out.result({"passed": good, "steps": results})
    return DONE if good else REFUSED


def _run(step: Step) -> tuple[bool, str]:
    try:
        return True, step.work()
    except (DeskError, Failed) as error:
        return False, str(error)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the result of this step
        return False, crash.trace(error)
