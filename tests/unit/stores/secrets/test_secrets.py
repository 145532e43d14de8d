"""Secrets are found, or their absence is explained without showing anything."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import StoreError
from baasctl.stores.secrets import SCHEMES, SecretPolicy, resolve

TEXT = "hunter2-üñí"


@pytest.fixture
def policy(tmp_path: Path) -> SecretPolicy:
    return SecretPolicy(root=tmp_path)


@pytest.fixture
def untrusted(tmp_path: Path) -> SecretPolicy:
    return SecretPolicy(root=tmp_path, untrusted=True, allow_env=frozenset({"ALLOWED"}))


def _file(folder: Path, content: bytes, mode: int = 0o600) -> str:
    path = folder / "secret.txt"
    path.write_bytes(content)
    path.chmod(mode)
    return "file:secret.txt"


def _python(code: str) -> str:
    return f'command:{sys.executable} -c "{code}"'


def test_a_variable_is_taken_as_it_is(policy: SecretPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """White space in a variable is part of the secret."""
    monkeypatch.setenv("PASSWORD", f" {TEXT}\n")
    assert resolve("env:PASSWORD", policy=policy) == f" {TEXT}\n"


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_loses_one_line_break(end: str, policy: SecretPolicy) -> None:
    """Editors end files with a line break that is not part of the secret."""
    reference = _file(policy.root, f"{TEXT} \n\t{end}".encode())
    assert resolve(reference, policy=policy) == f"{TEXT} \n\t"


def test_a_file_may_be_anywhere_when_the_spec_is_trusted(policy: SecretPolicy, tmp_path: Path) -> None:
    """Absolute paths work, and `~` is the home folder."""
    _file(tmp_path, TEXT.encode())
    assert resolve(f"file:{tmp_path}/secret.txt", policy=policy) == TEXT


def test_a_home_folder_is_understood(policy: SecretPolicy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`file:~/…` is what it is in a shell."""
    home = tmp_path / "home"
    home.mkdir()
    _file(home, TEXT.encode())
    monkeypatch.setenv("HOME", str(home))
    assert resolve("file:~/secret.txt", policy=policy) == TEXT


def test_a_command_runs_without_a_shell_in_the_folder_of_the_spec(policy: SecretPolicy) -> None:
    """Words are split as in a shell; dollar signs, pipes and semicolons are plain text."""
    reference = _python("import os, sys; print(os.getcwd(), *sys.argv[1:])") + " 'two words' $HOME ; '|'"
    assert resolve(reference, policy=policy) == f"{policy.root.resolve()} two words $HOME ; |"


@pytest.mark.parametrize(
    ("reference", "detail"),
    [
        ("env:NOT_SET", "environment variable `NOT_SET` is not set"),
        ("env:", "names nothing"),
        ("env", "does not begin with"),
        ("vualt:x", "does not begin with `command:`, `env:`, `file:`"),
        ("file:missing", "No such file"),
        ("file:.", "Is a directory"),
        ("file:loop", "symbolic links"),
        ("file:~no-such-user/x", "No such file"),
        ("file:a\0b", "not valid Unicode"),
        ("env:\ud800", "not valid Unicode"),
        ("file:pipe", "not a regular file"),
        ("file:/dev/zero", "not a regular file"),
        ("command:no-such-program x", "`command:no-such-program …` cannot be started"),
        ("command:echo 'open", "No closing quotation"),
        ("command:echo \0", "not valid Unicode"),
    ],
)
def test_what_cannot_be_found_is_named(reference: str, detail: str, policy: SecretPolicy) -> None:
    """The message says what was looked for, and a hint what to do."""
    os.mkfifo(policy.root / "pipe")
    (policy.root / "loop").symlink_to("loop")
    with pytest.raises(StoreError) as raised:
        resolve(reference, policy=policy)
    assert detail in str(raised.value)
    assert "hint: " in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff" + TEXT.encode(), TEXT.encode() * 100_000])
def test_a_file_without_usable_text_is_an_error(content: bytes, policy: SecretPolicy) -> None:
    """Empty, binary and huge files are refused, and their text is not shown."""
    with pytest.raises(StoreError) as raised:
        resolve(_file(policy.root, content), policy=policy)
    assert TEXT not in str(raised.value)


def test_a_variable_that_is_not_utf8_is_an_error(policy: SecretPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes that no request can carry are found before any request."""
    monkeypatch.setenv("PASSWORD", os.fsdecode(b"hunter2\xff"))
    with pytest.raises(StoreError, match="not valid Unicode") as raised:
        resolve("env:PASSWORD", policy=policy)
    assert "hunter2" not in str(raised.value)


def test_an_empty_variable_is_not_a_secret(policy: SecretPolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    """CI systems pass missing secrets as empty variables."""
    monkeypatch.setenv("PASSWORD", "")
    with pytest.raises(StoreError, match="`env:PASSWORD` is empty"):
        resolve("env:PASSWORD", policy=policy)


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("print('hunter2-out'); raise SystemExit('hunter2-error')", "exit code 1 and 1 lines of errors, not shown"),
        ("import sys; sys.stdout.buffer.write(b'hunter2\\xff')", "something else than UTF-8"),
        ("pass", "is empty"),
        ("import time; time.sleep(60)", "takes longer than 0.5 s"),
    ],
)
def test_a_command_that_fails_shows_nothing_it_printed(code: str, detail: str, tmp_path: Path) -> None:
    """Output and errors of a password manager may hold the secret."""
    limit_s = 0.5 if "sleep" in code else 60
    with pytest.raises(StoreError) as raised:
        resolve(_python(code), policy=SecretPolicy(root=tmp_path, command_timeout_s=limit_s))
    assert detail in str(raised.value)
    assert "hunter2-" not in str(raised.value)


def test_a_command_is_not_waited_for_longer_than_its_limit(tmp_path: Path) -> None:
    """A child that holds the output open does not hold baasctl."""
    code = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])"
    with pytest.raises(StoreError, match="takes longer"):
        resolve(_python(code), policy=SecretPolicy(root=tmp_path, command_timeout_s=0.5))


@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o400, False), (0o640, True), (0o604, True)])
def test_a_file_that_others_may_read_is_used_with_a_warning(mode: int, warned: bool, tmp_path: Path) -> None:
    """Mounted secrets are often 0644: a warning, not an error."""
    warnings: list[Diagnostic] = []
    policy = SecretPolicy(root=tmp_path, warn=warnings.append)
    assert resolve(_file(tmp_path, b"text", mode), policy=policy) == "text"
    assert [f"{mode:04o}" in warning.detail for warning in warnings] == [True] * warned


def test_warnings_are_optional(policy: SecretPolicy) -> None:
    """Without a listener a warning goes nowhere."""
    assert resolve(_file(policy.root, b"text", 0o644), policy=policy) == "text"


def test_an_untrusted_spec_reads_listed_variables_only(
    untrusted: SecretPolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull request from a fork cannot name the variables of CI."""
    monkeypatch.setenv("ALLOWED", TEXT)
    monkeypatch.setenv("DEPLOY_TOKEN", TEXT)
    assert resolve("env:ALLOWED", policy=untrusted) == TEXT
    with pytest.raises(StoreError, match="not listed in `allow_env`"):
        resolve("env:DEPLOY_TOKEN", policy=untrusted)


def test_an_untrusted_spec_runs_no_command(untrusted: SecretPolicy) -> None:
    """Nothing is started."""
    marker = untrusted.root / "ran"
    with pytest.raises(StoreError, match="untrusted"):
        resolve(_python(f"open('{marker}', 'w')"), policy=untrusted)
    assert not marker.exists()


def test_an_untrusted_spec_stays_in_the_checkout(tmp_path: Path) -> None:
    """Parents, absolute paths, links and `.git` are refused; a file of the checkout is read."""
    checkout = tmp_path / "checkout"
    (checkout / "specs").mkdir(parents=True)
    (checkout / ".git").mkdir()
    for path in (tmp_path / "outside", checkout / "inside", checkout / ".git" / "config"):
        path.write_text(TEXT)
    (checkout / "link").symlink_to(tmp_path / "outside")
    (checkout / "folder-link").symlink_to(tmp_path)
    policy = SecretPolicy(root=checkout / "specs", untrusted=True, checkout=checkout)
    assert resolve("file:../inside", policy=policy) == TEXT
    (checkout / "loop").symlink_to("loop")
    with pytest.raises(StoreError, match="symbolic links"):
        resolve("file:../loop", policy=policy)
    outside = ["../../outside", f"{tmp_path}/outside", "../link", "../folder-link/outside", "../.git/config", "~/x"]
    for name in outside:
        with pytest.raises(StoreError, match="untrusted"):
            resolve(f"file:{name}", policy=policy)


def test_every_scheme_has_a_backend() -> None:
    """The registry names modules that exist."""
    assert all(__import__(module, fromlist=["read"]).read for module in SCHEMES.values())
