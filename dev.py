#!/usr/bin/env python3
"""Sets djdesk up and runs it, its tests and its build: `python3 dev.py <command>`.

Standard library only; Debian, Ubuntu and Windows. Every command sets up first what is missing.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "djdesk-stamp"
BUILD = ROOT / "build"
EVIDENCE = BUILD / "evidence"
OLDEST_PYTHON = (3, 11)
WINDOWS = sys.platform == "win32"
LINUX = sys.platform.startswith("linux")

# What the bundled Qt expects of a Linux system, as (library, Debian and Ubuntu package); found by
# reading the NEEDED entries of the wheels. Without the first group Qt cannot be imported at all,
# without the second no window opens on an X11 or Wayland screen.
QT_LIBRARIES = (
    ("libEGL.so.1", "libegl1"),
    ("libGL.so.1", "libgl1"),
    ("libX11.so.6", "libx11-6"),
    ("libbrotlidec.so.1", "libbrotli1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libfreetype.so.6", "libfreetype6"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
    ("libstdc++.so.6", "libstdc++6"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libz.so.1", "zlib1g"),
    ("libzstd.so.1", "libzstd1"),
)
WINDOW_LIBRARIES = (
    ("libX11-xcb.so.1", "libx11-xcb1"),
    ("libcups.so.2", "libcups2"),
    ("libwayland-client.so.0", "libwayland-client0"),
    ("libwayland-cursor.so.0", "libwayland-cursor0"),
    ("libwayland-egl.so.1", "libwayland-egl1"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-glx.so.0", "libxcb-glx0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-image.so.0", "libxcb-image0"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"),
    ("libxcb-render.so.0", "libxcb-render0"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxcb-shm.so.0", "libxcb-shm0"),
    ("libxcb-sync.so.1", "libxcb-sync1"),
    ("libxcb-util.so.1", "libxcb-util1"),
    ("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    ("libxcb-xkb.so.1", "libxcb-xkb1"),
    ("libxcb.so.1", "libxcb1"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)


class SetupError(Exception):
    """Something is missing that this program cannot add; the text says what and how to add it."""


def say(text: str) -> None:
    """Print one line at once, so that it stands before the output of what is started next."""
    print(text, flush=True)


def environment() -> dict[str, str]:
    """The variables of started programs: the plain C locale becomes its UTF-8 twin, as Qt asks."""
    env = dict(os.environ)
    if LINUX and env.get("LC_ALL", "") in {"C", "POSIX"}:
        env["LC_ALL"] = "C.UTF-8"
    return env


def run(*words: str | Path) -> int:
    """Run a command in the project folder and return its exit code."""
    return subprocess.call([str(word) for word in words], cwd=ROOT, env=environment())


def venv_python(folder: Path = VENV) -> Path:
    """The interpreter inside a virtual environment."""
    return folder / ("Scripts/python.exe" if WINDOWS else "bin/python")


# --- system packages -------------------------------------------------------------------------


def apt_install(packages: Sequence[str]) -> bool:
    """Install Debian packages as root or by password-free sudo; False where that is impossible."""
    apt = shutil.which("apt-get")
    if apt is None:
        return False
    prefix: list[str] = []
    if os.geteuid() != 0:  # type: ignore[attr-defined,unused-ignore]
        sudo = shutil.which("sudo")
        if sudo is None or subprocess.call([sudo, "-n", "true"], stderr=subprocess.DEVNULL) != 0:
            return False
        prefix = [sudo, "-n"]
    say("apt-get install " + " ".join(packages))
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq", "-y", "-oDpkg::Use-Pty=0"]
    subprocess.call([*prefix, *quiet, "update"])
    return (
        subprocess.call(
            [*prefix, *quiet, "install", "--no-install-recommends", *packages],
            stdout=subprocess.DEVNULL,
        )
        == 0
    )


def missing_packages(libraries: Sequence[tuple[str, str]]) -> list[str]:
    """The packages of those libraries that the system's loader does not find."""
    missing = []
    for library, package in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def add_system_libraries() -> None:
    """Add what Qt needs of the system; name it where it cannot be added.

    Raises `SetupError` if Qt could not start at all. Libraries of the window alone are only
    named, because tests and printing work without a screen.
    """
    if not LINUX:
        return
    missing = missing_packages(QT_LIBRARIES + WINDOW_LIBRARIES)
    if not missing:
        return
    apt_install(missing)
    advice = "sudo apt-get install --no-install-recommends "
    needed = missing_packages(QT_LIBRARIES)
    if needed:
        raise SetupError(
            "缺少系统库，请先安装 (system libraries are missing, please run):\n  "
            + advice
            + " ".join(needed)
        )
    wanted = missing_packages(WINDOW_LIBRARIES)
    if wanted:
        say(
            "要打开窗口还需安装 (a window also needs):\n  " + advice + " ".join(wanted),
        )


def add_build_tools() -> None:
    """Add what freezing needs besides: objdump, and the library of a system Python.

    Raises `SetupError` naming what could not be added.
    """
    if not LINUX:
        return

    def missing() -> list[str]:
        packages = [] if shutil.which("objdump") else ["binutils"]
        if sys.base_prefix == "/usr":  # Debian keeps the library apart from the interpreter
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            packages += missing_packages(((f"libpython{version}.so.1.0", f"libpython{version}"),))
        return packages

    if missing():
        apt_install(missing())
    if missing():
        raise SetupError(
            "缺少构建工具，请先安装 (please run):\n  sudo apt-get install " + " ".join(missing())
        )


# --- the virtual environment -----------------------------------------------------------------


def fingerprint() -> str:
    """What the environment was made from: the lock, this interpreter, and where it stands.

    The place counts because the scripts of a virtual environment do not survive being moved.
    """
    made_from = f"{sys.version} {platform.machine()} {VENV}".encode() + LOCK.read_bytes()
    return hashlib.sha256(made_from).hexdigest()


def make_venv() -> None:
    """Make an empty .venv, adding Debian's separate python3-venv where it is missing."""
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if not apt_install([package]):
            raise SetupError(
                f"缺少 {package}，请先安装 (please run):\n  sudo apt-get install {package}"
            )
    if VENV.exists():
        shutil.rmtree(VENV)
    say(f"正在建立 {VENV.name} (making the environment)…")
    # a fresh process: ensurepip may have been installed after this one had looked for it
    if run(sys.executable, "-m", "venv", VENV) != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError("建立 .venv 失败，原因见上 (could not make .venv, see above).")


def install_lock() -> None:
    """Install exactly the packages of requirements.lock, each checked against its hashes."""
    say("正在安装依赖，首次约需几分钟 (installing the locked packages)…")
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    # wheels only: building one would fetch tools that no hash vouches for
    wheels = ("--only-binary=:all:", "--require-hashes", "-r", LOCK)
    if run(venv_python(), *pip, *wheels) != 0:
        raise SetupError(
            "依赖没有装好，请检查网络后重试 (the packages could not be installed, see above)."
        )


def setup() -> None:
    """Bring the environment up to the lock; does nothing when it is already there."""
    add_system_libraries()
    if (
        venv_python().exists()
        and STAMP.exists()
        and STAMP.read_text(encoding="ascii") == fingerprint()
    ):
        return
    make_venv()
    install_lock()
    STAMP.write_text(fingerprint(), encoding="ascii")
    say("环境已就绪 (ready).")


# --- commands --------------------------------------------------------------------------------


def has_display() -> bool:
    """Whether a window can be shown here."""
    return not LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def command_setup(_rest: list[str]) -> int:
    """make .venv and install everything that is locked"""
    setup()
    say(f"环境: {VENV}")
    return 0


def command_run(rest: list[str]) -> int:
    """open the program on the sample book (as files where there is no display)"""
    setup()
    demo = (venv_python(), "-m", "djdesk", "demo")
    if rest or has_display():
        return run(*demo, *rest)
    say("没有显示器，改为把同样的结果写成文件 (no display: the evidence goes to files)…")
    code = run(*demo, "--headless", "--out", EVIDENCE)
    if code == 0:
        say(f"已写入 (written to): {EVIDENCE}")
        for path in sorted(EVIDENCE.rglob("*")):
            if path.is_file():
                say(f"  {path.relative_to(ROOT)}")
    return code


def command_test(rest: list[str]) -> int:
    """run the tests; further words go to pytest"""
    setup()
    return run(venv_python(), "-m", "pytest", *rest)


def command_check(_rest: list[str]) -> int:
    """ruff, mypy and the import contracts; all of them, even after a failure"""
    setup()
    tool = venv_python().parent
    steps: dict[str, tuple[str | Path, ...]] = {
        "ruff check": (tool / "ruff", "check", "."),
        "ruff format": (tool / "ruff", "format", "--check", "."),
        "mypy": (venv_python(), "-m", "mypy"),
        "lint-imports": (tool / "lint-imports", "--no-logo", "--no-cache"),
    }
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        if run(*command) != 0:
            failed.append(name)
    say(
        "检查未通过 (failed): " + ", ".join(failed) if failed else "检查全部通过 (all checks pass)."
    )
    return 1 if failed else 0


def command_bench(rest: list[str]) -> int:
    """measure against floors and peers; further words go to the benchmarks"""
    setup()
    return run(venv_python(), "-m", "benchmarks", *rest)


def command_build(rest: list[str]) -> int:
    """freeze the program into dist/djdesk and let the frozen folder prove itself"""
    setup()
    add_build_tools()
    freeze = (venv_python(), "-m", "PyInstaller", "--noconfirm", "--log-level=WARN")
    where = ("--distpath", ROOT / "dist", "--workpath", BUILD / "pyinstaller")
    code = run(*freeze, *where, ROOT / "build.spec")
    if code != 0:
        return code
    frozen = ROOT / "dist" / "djdesk"
    code = run(frozen / ("djdesk-cli.exe" if WINDOWS else "djdesk-cli"), "--self-test")
    if code != 0:
        say("冻结后的程序自检未通过 (the frozen program did not pass its self-test).")
        return code
    return run(venv_python(), ROOT / "packaging" / "archive.py", frozen, *rest)


def command_lock(_rest: list[str]) -> int:
    """write requirements.lock anew from pyproject.toml (needs uv)"""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("请先安装 uv (please install uv first): pip install uv")
    groups = ("--group", "dev", "--group", "build", "--python-version", "3.11")
    options = ("--universal", "--generate-hashes", "--no-emit-index-url", "--no-annotate")
    target = ("--no-header", "--quiet", "--output-file", LOCK.name)
    return run(uv, "pip", "compile", "pyproject.toml", *groups, *options, *target)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "setup": command_setup,
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "build": command_build,
    "lock": command_lock,
}


def newer_python() -> str | None:
    """The path of an installed Python that is new enough, if this one is not."""
    for minor in (11, 12, 13, 14):
        found = shutil.which(f"python3.{minor}")
        if found is not None:
            return found
    return None


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0 done, 1 failed, 2 wrong use."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        usage="python3 dev.py COMMAND [WORDS…]",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="djdesk: set up, run, test, check, measure, build.\n\ncommands:\n"
        + "\n".join(f"  {name:<7}{command.__doc__}" for name, command in COMMANDS.items()),
    )
    parser.add_argument("command", nargs="?", choices=COMMANDS, help=argparse.SUPPRESS)
    if not arguments:
        parser.print_help()
        return 2
    chosen = parser.parse_args(arguments[:1])
    if sys.version_info < OLDEST_PYTHON:
        other = newer_python()
        if other is None:
            say("需要 Python 3.11 或更新版本 (Python 3.11 or newer is needed).")
            return 1
        return subprocess.call([other, str(Path(__file__)), *arguments])
    try:
        return COMMANDS[chosen.command](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # a console of another code page must not turn a message into a crash
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
