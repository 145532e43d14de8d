"""One plan full of text that wants to be more than text: the fixture that goes through every reporter."""

from __future__ import annotations

from datetime import UTC, datetime

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Direction, FieldChange, Hazard, Risk
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.explanation import Explanation
from baasctl.model.origin import Origin, Step
from baasctl.model.plan import LeftAlone, Plan
from baasctl.model.resource import Resource
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.model.value import ABSENT, freeze
from baasctl.report.section import Section

SECRET = "s3cr3t-never-seen"

PIECES = (
    "\x1b[2J\x1b]0;owned\x07",  # clears the screen, sets the window title
    "\x9b31m",  # the one-byte form of ESC [
    "\x00\x08\x7f",
    "a\rPlan: 0 to add",  # overwrites the line
    "a\nNo changes. Live is what the spec asks for",  # fakes a line of ours
    "\u202egnp.exe\u202c \u2066x\u2069 \u200b\u2028\u2029\ufeff",  # reordered, hidden, line separators
    "\ud800",  # half a character
    "``` \n```\n# heading\n<details>",  # leaves a fence
    "`````````` ` ``",
    "@everyone @octocat/team #1 GH-1 octocat/hello#2",
    "![x](https://evil.example/x.png) [a](javascript:alert(1)) https://github.com/o/r/issues/1 www.evil.example",
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;",
    "</code></pre></td></table>--> <!-- baasctl:other -->",
    "a | b || c \\| d",
    "::error file=x::y\n::set-output name=a::b ##[error]x ##vso[task.complete]",  # commands of a CI log
    "${env:HOME} %{if} ${",
    "\\x1b \\n",  # looks escaped already
    "{{ x }} {% x %} [[ x ]]",
    "x" * 5000,
)
TEXT = " ".join(PIECES)
COMMANDS = "::error::first\n  ::stop-commands::token\nlast"


def span() -> Span:
    return Span(file=f"::error::{TEXT}.yaml", line=3, column=4)


def diagnostic(severity: Severity = Severity.ERROR) -> Diagnostic:
    return Diagnostic(
        code="READ113",
        severity=severity,
        summary="a constant summary",
        detail=f"{COMMANDS}\nthe server said: {TEXT}",
        hint=f"do {TEXT}",
        span=span(),
        address=address("policies", TEXT, "name"),
    )


def address(kind: str, *segments: str) -> Address:
    return Address(TEXT, kind, segments)


def target() -> Target:
    return Target(name=f"::error::{TEXT}", provider="supabase", project=TEXT, skip=("auth_hooks",))


def _changes() -> tuple[Change, ...]:
    values = {
        "/text": TEXT,
        "/body": COMMANDS,
        "/short": PIECES[0],
        "/list": (TEXT, PIECES[1]),
        "/map": freeze({TEXT: TEXT, "inner": (None, True, 1.5)}),
        f"/native/supabase/{PIECES[4]}": PIECES[11],
    }
    policy = freeze(
        {"for": PIECES[0], "to": [TEXT, "anon"], "as": "restrictive", "using": COMMANDS + TEXT, "check": PIECES[7]}
    )
    fields = tuple(
        FieldChange(
            path=path,
            before=COMMANDS + "." if path == "/body" else PIECES[2],
            after=value,
            span=span(),
            direction=Direction.DRIFTED,
        )
        for path, value in values.items()
    )
    secret = FieldChange(path="/client_secret", before=Secret(), after=Secret("${secret:env:X}"), sensitive=True)
    leak = FieldChange(path="/private_key", before=SECRET, after=SECRET + "2", sensitive=True)
    files = freeze({TEXT: "a" * 64, PIECES[12]: "b" * 64})
    return (
        Change(
            address=address("auth"),
            action=Action.UPDATE,
            before=freeze({"text": PIECES[2]}),  # type: ignore[arg-type]
            after=freeze({"text": TEXT}),  # type: ignore[arg-type]
            fields=fields,
            risks=(Risk(hazard=Hazard.WEAKENS_AUTH, path="/text", why=TEXT),),
            span=span(),
            direction=Direction.CONFLICT,
        ),
        Change(
            address=address("functions", TEXT),
            action=Action.UPDATE,
            before=freeze({"source": files}),  # type: ignore[arg-type]
            after=freeze({"source": {}}),  # type: ignore[arg-type]
            fields=(FieldChange(path="/source", before=files, after=freeze({})),),
        ),
        Change(
            address=address("identity_providers", TEXT),
            action=Action.UPDATE,
            before=freeze({"client_secret": Secret(), "private_key": SECRET}),  # type: ignore[arg-type]
            after=freeze({"client_secret": Secret("${secret:env:X}"), "private_key": SECRET}),  # type: ignore[arg-type]
            fields=(secret, leak),
        ),
        Change(
            address=address("policies", TEXT, TEXT),
            action=Action.CREATE,
            after=policy,  # type: ignore[arg-type]
            fields=(FieldChange(path="/using", before=ABSENT, after=TEXT),),
            reason=TEXT,
        ),
        Change(
            address=address("policies", TEXT, TEXT, TEXT),
            action=Action.RENAME,
            renamed_from=(TEXT,),
            before=policy,  # type: ignore[arg-type]
            after=policy,  # type: ignore[arg-type]
        ),
        Change(
            address=address("unknown_kind", TEXT),
            action=Action.DELETE,
            before=policy,  # type: ignore[arg-type]
            fields=(FieldChange(path="/x", before=TEXT, after=ABSENT),),
        ),
    )


def plan() -> Plan:
    return Plan(
        target=target(),
        changes=_changes(),
        refusals=(diagnostic(),),
        warnings=(diagnostic(Severity.WARNING),),
        unreadable={TEXT: diagnostic()},
        skipped=(TEXT,),
        left_alone=(LeftAlone(kind=TEXT, addresses=(address(TEXT, TEXT),), reason=TEXT),),
        not_compared=((address("auth", TEXT), f"/{TEXT}"),),
        kinds=("auth", TEXT),
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


def sections() -> tuple[Section, ...]:
    return (
        Section(target=f"::error::{TEXT}", plan=plan(), exit_code=1, needed=tuple(plan().hazards)),
        Section(target=f"::error::{TEXT}", exit_code=3, diagnostics=(diagnostic(),)),
    )


def results() -> tuple[Section, ...]:
    changes = _changes()
    outcomes = tuple(
        Outcome(change=change, status=status, diagnostic=diagnostic())
        for change, status in zip(changes, Status, strict=False)
    )
    result = ApplyResult(plan=plan(), outcomes=outcomes, remaining=plan(), diagnostics=(diagnostic(),), cancelled=True)
    return (Section(target=f"::error::{TEXT}", plan=plan(), result=result, exit_code=8), *sections()[1:])


def resource() -> Resource:
    return Resource(
        address=address("policies", TEXT, TEXT),
        attributes=freeze({"using": TEXT, "to": [TEXT], TEXT: TEXT}),  # type: ignore[arg-type]
        declared_at=span(),
    )


def explained() -> Explanation:
    return Explanation(
        address=address("auth"),
        path=f"/{TEXT}",
        desired=TEXT,
        live=freeze([TEXT]),
        origin=Origin(span=span(), steps=(Step(how="variable", what=TEXT, span=span()),)),
        doc=TEXT,
        wire=TEXT,
        limits=(TEXT,),
        source=TEXT,
        note=TEXT,
        would_send=f"PATCH {TEXT}\n{COMMANDS}",
        members={f"/{TEXT}": TEXT},
        problem=diagnostic(),
    )
