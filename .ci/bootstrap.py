"""Builds `.venv` for `python3 tests` and `python3 examples`, and goes on inside it.

Needs a Python 3.11 with the standard library and nothing else: no activated environment, no pip of its own,
no ensurepip, no permission to change the system's Python.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
INSTALL_SECONDS = "BAASCTL_INSTALL_SECONDS"


class Impossible(Exception):
    """The environment cannot be built; the text says why and what to do."""


def enter(folder: str, arguments: list[str]) -> None:
    """Return inside `.venv` with everything installed; elsewhere build it and start *folder* there."""
    began = time.monotonic()
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    try:
        with one_at_a_time():
            changed = build(VENV, ROOT)
    except Impossible as problem:
        sys.exit(f"baasctl: {problem}")
    if inside and not changed:
        return
    os.environ[INSTALL_SECONDS] = f"{time.monotonic() - began:.1f}"
    replace_process([str(python_of(VENV)), folder, *arguments])


def build(venv: Path, root: Path) -> bool:
    """Make the environment what `pyproject.toml` asks for; quick when it is so already.

    Returns:
        Whether anything was installed.
    """
    wanted = stamp(venv, root)
    mark = venv / "baasctl-stamp"
    if mark.is_file() and mark.read_text() == wanted and python_of(venv).exists():
        return False
    if not succeeds(python_of(venv), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        say(f"building {venv} with {sys.executable} ({sys.version.split()[0]})")
        create(venv)
    if not succeeds(python_of(venv), "-m", "pip", "--version"):
        provide_pip(venv)
    say(f"installing baasctl and its development tools into {venv}; the first time takes a minute or two")
    packages = ["--editable", f"{root}[all]", *development_tools(root)]
    command = [str(python_of(venv)), "-m", "pip", "install", "--quiet", *packages]
    if subprocess.call(command, env=environment(), stdin=subprocess.DEVNULL) != 0:
        raise Impossible("the packages could not be installed; the lines above are pip's")
    mark.write_text(wanted)
    return True


def create(venv: Path) -> None:
    """An empty environment; pip follows, since the module that would bring it (ensurepip) may be missing."""
    if venv.is_dir() and any(venv.iterdir()) and not (venv / "pyvenv.cfg").exists():
        raise Impossible(f"{venv} exists and is no virtual environment. Move it away and run the same command again.")
    try:
        from venv import EnvBuilder
    except ImportError:
        problem = f"{sys.executable} has no module venv. Install it (Debian, Ubuntu: apt install python3-venv)."
        raise Impossible(problem) from None
    try:
        EnvBuilder(clear=True, symlinks=os.name != "nt", with_pip=False).create(venv)
    except OSError as error:
        problem = f"{venv} cannot be written: {error.strerror}. Use a copy of the clone that is yours."
        raise Impossible(problem) from None


def provide_pip(venv: Path) -> None:
    """Put pip into the environment by the first way that works."""
    for name, command in ways_to_pip(venv):
        if succeeds(*command) and succeeds(python_of(venv), "-m", "pip", "--version"):
            return
        say(f"no pip by {name}; trying the next way")
    raise Impossible(
        f"no pip was found for {venv}: neither ensurepip, nor a module or command pip, nor a command uv."
        " Install one (Debian, Ubuntu: apt install python3-venv) and run the same command again."
    )


def ways_to_pip(venv: Path) -> Iterator[tuple[str, list[str]]]:
    """Names and commands, best first.

    `pip --python` (pip 22.3 and newer) runs that pip with the environment's interpreter; `--target` works
    for older ones. Both may be used where the system's Python is externally managed: they do not change it.
    """
    inside = str(python_of(venv))
    yield "ensurepip", [inside, "-m", "ensurepip", "--default-pip"]
    found = [path for path in (shutil.which("pip3"), shutil.which("pip")) if path]
    pips = [[sys.executable, "-m", "pip"], *([path] for path in found)]
    for pip in pips:
        yield f"{' '.join(pip)} --python", [*pip, "--python", inside, "install", "--quiet", "pip"]
    where = subprocess.check_output([inside, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    for pip in pips:
        yield f"{' '.join(pip)} --target", [*pip, "install", "--quiet", "--target", where.strip(), "pip"]
    if uv := shutil.which("uv"):
        yield uv, [uv, "pip", "install", "--quiet", "--python", inside, "pip"]


def development_tools(root: Path) -> list[str]:
    """The requirements of the dependency group `dev`, for pips that do not know groups yet."""
    groups = tomllib.loads((root / "pyproject.toml").read_text())["dependency-groups"]

    def members(group: str) -> list[str]:
        nested = [[each] if isinstance(each, str) else members(each["include-group"]) for each in groups[group]]
        return [requirement for requirements in nested for requirement in requirements]

    return members("dev")


def python_of(venv: Path) -> Path:
    """The environment's interpreter."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(venv: Path, root: Path) -> str:
    """What the environment depends on: the requirements, where the clone is, and this file."""
    parts = [(root / "pyproject.toml").read_bytes(), Path(__file__).read_bytes(), str(venv).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def environment() -> dict[str, str]:
    """The user's own environment and pip settings, less those that would install elsewhere or ask."""
    elsewhere = {"PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    quiet = {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
    return {**kept, **quiet, "PIP_USER": "0"}


def succeeds(*command: str | Path) -> bool:
    """Run silently and without input; a program that cannot be started has not succeeded."""
    nothing = subprocess.DEVNULL
    with suppress(OSError):
        return subprocess.call(command, env=environment(), stdin=nothing, stdout=nothing, stderr=nothing) == 0
    return False


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together build one environment, where the system has file locks."""
    with Path(__file__).open() as file:
        with suppress(ImportError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replace_process(command: list[str]) -> None:
    """Go on as another program."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def say(text: str) -> None:
    """Tell on stderr: stdout is for what the command itself has to say."""
    print(f"baasctl: {text}", file=sys.stderr, flush=True)
