"""Law 7: no secret's text, nor its digest, nor the access token is in any output, file or log of baasctl."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from baasctl import pipeline
from baasctl.cli.main import main
from baasctl.sandbox.faults import Fault
from baasctl.sandbox.server import SandboxServer
from baasctl.workers import Stop
from tests.contract.project import Hasty
from tests.sandbox_fixtures import SupabaseProject, new_project

SECRETS = {
    "FOUR": "q7!z",
    "UNICODE": "pässwörd-☃-Ünï",
    "PEM": "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w\n-----END PRIVATE KEY-----",
    "QUOTES": 'it\'s "quoted" \\ back\\n',
    "REGEX": ".*[a-z]+(?:x){2,}$^|\\d",
    "JSON": '{"key": "v\\u0041\\"lue"}',
    "BASE64": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0Cg==",
    "HTML": "<b>&amp;\"'</b> @admin **x**",
    "CONTROL": "esc\x1b[31m\ttab\u200bzero\u202ewidth",
    "BLANKS": "  blank at both ends  ",
    "PERCENT": "a%20b+c/d?e=f&g",
}
HOOK = "v1,whsec_c29tZS1iYXNlNjQtc2VjcmV0LXdpdGgtMzItYnl0ZXM="
TEXTS = {**SECRETS, "HOOK": HOOK, "SMTP": 'smtp "pass" wörd', "GOOGLE": "GOCSPX-google-secret"}

SPEC = """\
baasctl: 1
targets:
  dev: {provider: supabase, project: "${env:REF}", credentials: {token: "${env:TOKEN}"}}
  other: {provider: supabase, project: "${env:OTHER_REF}", credentials: {token: "${env:TOKEN}"}}
auth:
  site_url: https://app.example.com
  email:
    from_name: App
    from_address: app@example.com
    smtp: {host: smtp.example.com, port: 587, username: app, password: "${secret:env:SMTP}"}
identity_providers:
  google: {client_id: app, client_secret: "${secret:env:GOOGLE}"}
auth_hooks:
  send_email: {uri: "https://app.example.com/hook", native: {supabase: {secrets: "${secret:env:HOOK}"}}}
function_secrets:
""" + "".join(f'  {name}: {{value: "${{secret:env:{name}}}"}}\n' for name in SECRETS)

COMMANDS = [
    *(["validate", "-o", form] for form in ("text", "json", "sarif")),
    *(["render", "-o", form] for form in ("text", "json")),
    *([word, "-o", form, "-v"] for word in ("plan", "drift") for form in ("text", "json", "markdown", "html")),
    *(["diff", "dev", "other", "-o", form] for form in ("text", "json", "markdown", "html")),
    ["plan", "-t", "dev", "--out", "plan.json"],
    ["apply", "plan.json", "-v"],
    ["apply", "--yes", "-o", "json"],
    ["plan", "-o", "json"],
    ["adopt", "-t", "dev", "--out", "adopted"],
    *(["explain", f"dev/{where}", "-o", form] for form in ("text", "json")
      for where in ("auth#/email/smtp/password", "identity_providers/google#/client_secret",
                    *(f"function_secrets/{name}#/value" for name in SECRETS))),
    ["doctor", "-o", "json"],
    ["doctor"],
    ["providers"],
]  # fmt: skip


class Leaks(AssertionError):
    """A secret was found where it may not be."""


class Watcher:
    """Runs command lines and looks for every spelling of every secret in what they print and write."""

    def __init__(self, project: SupabaseProject, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys, self._folder = capsys, folder
        self._forbidden = {
            spelling: name for name, text in TEXTS.items() for spelling in spellings(text, project.ref)
        } | {project.token: "the access token"}

    def __call__(self, *arguments: str) -> int:
        code = main(arguments)
        captured = self._capsys.readouterr()
        self.check(f"baasctl {' '.join(arguments)}", captured.out + captured.err)
        return code

    def check(self, where: str, text: str) -> None:
        for spelling, name in self._forbidden.items():
            if spelling in text:
                raise Leaks(f"{name} is in {where} as {spelling!r}")

    def check_files(self) -> int:
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        for path in files:
            self.check(str(path), path.read_text("utf-8", errors="replace"))
        return len(files)


def spellings(text: str, ref: str) -> set[str]:
    """What of a secret must not be seen: the text, long lines of it, escaped, and its digests."""
    plain = {text, repr(text)[1:-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    lines = {line for line in text.splitlines() if len(line) >= 8}
    digests = {hashlib.sha256(text.encode()).hexdigest(), hmac.new(ref.encode(), text.encode(), "sha256").hexdigest()}
    return plain | lines | digests | {html.escape(each) for each in plain}


@pytest.fixture
def watcher(
    sandbox: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Watcher:
    project, other = new_project(sandbox), new_project(sandbox)
    folder = tmp_path / "spec"
    folder.mkdir()
    for name, text in {**TEXTS, "REF": project.ref, "OTHER_REF": other.ref, "TOKEN": project.token}.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setenv("BAASCTL_SUPABASE_API_URL", project.url)
    monkeypatch.delenv("SUPABASE_ACCESS_TOKEN", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setattr(Stop, "pause", Hasty.pause)
    monkeypatch.chdir(folder)
    (folder / "baas.yaml").write_text(SPEC, encoding="utf-8")
    return Watcher(project, folder, capsys)


def test_no_command_shows_or_keeps_a_secret(watcher: Watcher, sandbox: SandboxServer) -> None:
    """Every command in every format, every file it leaves, and the log of the server."""
    codes = {" ".join(arguments): watcher(*arguments) for arguments in COMMANDS}
    assert codes["apply plan.json -v"] == codes["apply --yes -o json"] == codes["plan -o json"] == 0
    assert {command: code for command, code in codes.items() if code not in ({0, 2}, {0})[" -o " not in command]} == {}
    assert watcher.check_files() > 5
    watcher.check("the request log", (sandbox.data / "requests.jsonl").read_text())


@pytest.mark.parametrize(
    ("method", "status"), [("GET", 403), ("GET", 500), ("POST|PATCH|PUT", 400), ("PATCH|PUT", 500)]
)
def test_a_server_that_repeats_what_it_was_sent_leaks_nothing(
    watcher: Watcher, sandbox: SandboxServer, status: int, method: str
) -> None:
    """Its words are printed without the secrets, also where they are cut off in the middle of one."""
    everything = " | ".join([*TEXTS.values(), sandbox.token])
    for message in (everything, "x" * 290 + TEXTS["BASE64"] + "y" * 670 + TEXTS["GOOGLE"] * 9, json.dumps(TEXTS)):
        sandbox.faults.clear()
        sandbox.faults.add(Fault(method=method, status=status, message=message))
        for arguments in (["plan", "-o", "markdown"], ["drift", "-o", "html"],
                          ["apply", "--yes"], ["apply", "--yes", "-o", "json"],
                          ["explain", "dev/auth#/email/smtp/password"]):  # fmt: skip
            watcher(*arguments)
    watcher.check_files()


@pytest.mark.parametrize("fault", [Fault(truncate=40), Fault(garbage=True), Fault(drop=True), Fault(drop_after=True)])
@pytest.mark.parametrize("skip", [0, 6])
def test_a_broken_answer_leaks_nothing(watcher: Watcher, sandbox: SandboxServer, fault: Fault, skip: int) -> None:
    """At the first request, and in the middle of an apply."""
    sandbox.faults.add(Fault(**{name: getattr(fault, name) for name in Fault.__slots__} | {"skip": skip}))
    assert watcher("apply", "--yes", "-o", "json", "-t", "dev") != 0
    assert watcher("plan") != 0
    watcher.check_files()


@pytest.mark.parametrize("spelled", [str, repr, json.dumps])
def test_a_crash_leaks_nothing(
    watcher: Watcher, monkeypatch: pytest.MonkeyPatch, spelled: Callable[[object], str]
) -> None:
    """A mistake of ours whose exception holds secrets: neither the message nor the report shows them."""
    planning = pipeline.plan

    def crash(*arguments: object) -> None:
        planning(*arguments)  # type: ignore[arg-type]  # passed on as they came
        raise RuntimeError(" ".join(map(spelled, TEXTS.values()))) from KeyError(TEXTS["PEM"])

    monkeypatch.setattr(pipeline, "plan", crash)
    assert watcher("plan") == 1
    assert watcher.check_files() > 1


def test_a_plan_that_would_show_a_secret_is_not_saved(watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that is also an ordinary word of the plan is masked, and a masked plan could not be applied."""
    monkeypatch.setenv("SMTP", "google")
    assert watcher("plan", "--out", "plan.json") == 5
    assert not Path("plan.json").exists()
