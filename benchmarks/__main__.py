"""Runs every benchmark in a process of its own and prints one table: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from unicodedata import east_asian_width

from benchmarks.measure import PEOPLE, Result

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {"__init__", "__main__", "measure", "book", "peers"}
MARK = "RESULT "


def names() -> list[str]:
    """The benchmark modules of this folder; each has `run(size) -> list[Result]`."""
    return sorted(p.stem for p in HERE.glob("*.py") if p.stem not in NOT_BENCHMARKS)


def run_here(name: str, size: int) -> None:
    """Run one module in this process and print its results for the process that started it."""
    module = importlib.import_module(f"benchmarks.{name}")
    for result in module.run(size):
        print(MARK + json.dumps(asdict(result), ensure_ascii=True), flush=True)


def run_apart(name: str, size: int) -> list[Result] | None:
    """Run one module in a fresh process; None if it failed. Its other output is passed on."""
    command = [sys.executable, "-m", "benchmarks", "--here", name, "--size", str(size)]
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PYTHONUTF8": "1"}
    process = subprocess.run(
        command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    )
    results = []
    for line in process.stdout.splitlines():
        if line.startswith(MARK):
            results.append(Result(**json.loads(line[len(MARK) :])))
        else:
            print(line)
    return results if process.returncode == 0 else None


def padded(text: str, width: int) -> str:
    """`text` filled with blanks to `width` terminal cells; a Chinese character takes two."""
    used = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(0, width - used)


def figure(value: float, unit: str) -> str:
    """A measured value with its unit, three digits."""
    if unit == "s" and value < 1:
        return f"{value * 1000:.1f} ms"
    return f"{value:.2f} {unit}"


def print_table(rows: list[tuple[str, Result]]) -> None:
    """One line a result: ours, the floor, the ratio and what is allowed."""
    head = ("benchmark", "ours", "floor", "ratio", "limit", "", "against")
    widths = (50, 12, 12, 8, 8, 6)
    lines = [head]
    for module, result in rows:
        lines.append(
            (
                f"{module}: {result.name}",
                figure(result.ours, result.unit),
                figure(result.floor, result.unit) if result.floor else "-",
                f"{result.ratio:.2f}" if result.floor else "-",
                f"{result.limit:g}" if result.limit else "-",
                "ok" if result.within else "OVER",
                result.against,
            )
        )
    for line in lines:
        print(" ".join([*map(padded, line[:6], widths), line[6]]).rstrip())


def main(arguments: list[str]) -> int:
    """Run the chosen benchmarks; 0 all within limits, 1 one over or failed, 2 wrong use."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="benchmarks to run (all): " + ", ".join(names()))
    parser.add_argument("--size", type=int, default=PEOPLE, help=f"people in the book ({PEOPLE})")
    parser.add_argument("--json", metavar="FILE", help="write the results to FILE as well")
    parser.add_argument("--here", metavar="NAME", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        run_here(chosen.here, chosen.size)
        return 0
    unknown = set(chosen.names) - set(names())
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    rows: list[tuple[str, Result]] = []
    failed: list[str] = []
    for name in chosen.names or names():
        print(f"running {name} …", flush=True)
        results = run_apart(name, chosen.size)
        if results is None:
            failed.append(name)
        rows += [(name, result) for result in results or ()]
    print_table(rows)
    if failed:
        print("failed: " + ", ".join(failed))
    if chosen.json:
        figures = [{"module": m, **asdict(r), "ratio": r.ratio} for m, r in rows]
        Path(chosen.json).write_text(json.dumps(figures, ensure_ascii=False, indent=1), "utf-8")
    return 0 if not failed and all(result.within for _, result in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
