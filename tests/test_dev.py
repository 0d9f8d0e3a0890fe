"""dev.py: what it does about a bare machine, and that it does nothing twice."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
ABSENT = (("libdjdesk-absent.so.9", "libdjdesk-absent9"),)


@pytest.fixture
def dev() -> ModuleType:
    """dev.py as a module of its own, so that a test may change it."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dev_says(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_without_a_command_it_prints_them_all() -> None:
    done = dev_says()
    assert done.returncode == 2
    for command in ("setup", "run", "test", "check", "bench", "build"):
        assert f"\n  {command} " in done.stdout


def test_an_unknown_command_is_wrong_use() -> None:
    done = dev_says("destroy")
    assert done.returncode == 2
    assert "destroy" in done.stderr


def test_it_needs_nothing_but_the_standard_library() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py")], capture_output=True, check=False
    )
    assert done.returncode == 2, done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="system packages are a matter of Linux")
class TestSystemLibraries:
    """Missing libraries are added where possible and named where not."""

    def test_a_library_that_is_there_is_not_missing(self, dev: ModuleType) -> None:
        assert dev.missing_packages((("libc.so.6", "libc6"), *ABSENT)) == ["libdjdesk-absent9"]

    def test_what_qt_cannot_do_without_stops_the_setup(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dev, "QT_LIBRARIES", ABSENT)
        monkeypatch.setattr(dev, "apt_install", lambda packages: False)
        with pytest.raises(dev.SetupError, match=r"apt-get install .*libdjdesk-absent9"):
            dev.add_system_libraries()

    def test_what_only_a_window_needs_is_named(
        self,
        dev: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        asked: list[Sequence[str]] = []
        monkeypatch.setattr(dev, "QT_LIBRARIES", ())
        monkeypatch.setattr(dev, "WINDOW_LIBRARIES", ABSENT)
        monkeypatch.setattr(dev, "apt_install", asked.append)
        dev.add_system_libraries()
        assert asked == [["libdjdesk-absent9"]]
        assert "libdjdesk-absent9" in capsys.readouterr().out

    def test_the_c_locale_becomes_utf8(
        self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LC_ALL", "C")
        assert dev.environment()["LC_ALL"] == "C.UTF-8"
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        assert dev.environment()["LC_ALL"] == "zh_CN.UTF-8"


class TestSetup:
    """The environment is made once, and again when the lock has changed."""

    @pytest.fixture
    def done(self, dev: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
        """Everything outside is replaced by a list of what would have been done."""
        steps: list[str] = []
        lock = tmp_path / "requirements.lock"
        lock.write_text("one==1 --hash=sha256:0\n")
        monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
        monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "djdesk-stamp")
        monkeypatch.setattr(dev, "LOCK", lock)
        monkeypatch.setattr(dev, "add_system_libraries", lambda: None)

        def run(*words: str | Path) -> int:
            steps.append(" ".join(str(word) for word in words[1:]))
            python = dev.venv_python(dev.VENV)
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
            return 0

        monkeypatch.setattr(dev, "run", run)
        monkeypatch.setattr(dev, "venv_python", lambda folder=dev.VENV: folder / "bin" / "python")
        return steps

    def test_packages_are_installed_by_their_hashes(
        self, dev: ModuleType, done: list[str], tmp_path: Path
    ) -> None:
        dev.setup()
        assert done[0] == f"-m venv {tmp_path / '.venv'}"
        assert done[1].endswith(f"--require-hashes -r {tmp_path / 'requirements.lock'}")

    def test_a_second_setup_does_nothing(self, dev: ModuleType, done: list[str]) -> None:
        dev.setup()
        done.clear()
        dev.setup()
        assert done == []

    def test_a_new_lock_makes_the_environment_anew(self, dev: ModuleType, done: list[str]) -> None:
        dev.setup()
        done.clear()
        dev.LOCK.write_text("one==2 --hash=sha256:1\n")
        dev.setup()
        assert len(done) == 2

    def test_a_failed_install_is_tried_again(
        self, dev: ModuleType, done: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        good = dev.run
        monkeypatch.setattr(dev, "run", lambda *words: good(*words) or int("pip" in words))
        with pytest.raises(dev.SetupError):
            dev.setup()
        monkeypatch.setattr(dev, "run", good)
        done.clear()
        dev.setup()
        assert len(done) == 2


def test_without_a_display_the_evidence_goes_to_files(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str | Path, ...]] = []

    def run(*words: str | Path) -> int:
        started.append(words)
        return 1

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "has_display", lambda: False)
    monkeypatch.setattr(dev, "run", run)
    assert dev.command_run([]) == 1
    assert started[0][1:] == ("-m", "djdesk", "demo", "--headless", "--out", dev.EVIDENCE)


def test_check_goes_on_after_a_failure_and_fails(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started: list[str] = []

    def run(*words: str | Path) -> int:
        started.append(" ".join(map(str, words)))
        return int("mypy" in words)

    monkeypatch.setattr(dev, "setup", lambda: None)
    monkeypatch.setattr(dev, "run", run)
    assert dev.command_check([]) == 1
    assert len(started) == 4
    for tool, line in zip(("check", "format", "mypy", "lint"), started, strict=True):
        assert tool in line
    assert "mypy" in capsys.readouterr().out.splitlines()[-1]
