"""One plan that has everything a report must show, as a person would meet it."""

from __future__ import annotations

from datetime import UTC, datetime

from baasctl.model.address import Address
from baasctl.model.change import Action, Change, Direction, FieldChange, Hazard, Risk
from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.plan import LeftAlone, Plan
from baasctl.model.result import ApplyResult, Outcome, Status
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.model.target import Target
from baasctl.model.value import ABSENT, Attributes, Side, freeze
from baasctl.report.section import Section

MADE_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TARGET = Target(name="prod", provider="supabase", project="abcdefghijklmnopqrst", skip=("auth_hooks",), production=True)
OLD_MAIL = "<h2>Confirm</h2>\n<p>Follow this link:</p>\n<p>{{ .ConfirmationURL }}</p>\n<p>Bye</p>"
NEW_MAIL = "<h2>Welcome</h2>\n<p>Follow this link:</p>\n<p>{{ .ConfirmationURL }}</p>\n<p>Bye</p>"


def at_line(line: int) -> Span:
    return Span(file="baas.yaml", line=line, column=3)


def address(kind: str, *segments: str) -> Address:
    return Address("prod", kind, segments)


def field(path: str, before: Side, after: Side, line: int, **more: object) -> FieldChange:
    return FieldChange(path=path, before=before, after=after, span=at_line(line), **more)  # type: ignore[arg-type]


def record(**members: object) -> Attributes:
    frozen = freeze(members)
    assert isinstance(frozen, dict) or hasattr(frozen, "items")
    return frozen  # type: ignore[return-value]


def changes() -> tuple[Change, ...]:
    policy = record(**{"for": "select", "to": ["authenticated"], "as": "permissive"})
    policy = record(**dict(policy), using="(( SELECT auth.uid()) = owner_id)", check=None)
    return (
        Change(
            address=address("auth"),
            action=Action.UPDATE,
            span=at_line(17),
            before=record(
                site_url="https://old.example.com",
                password={"minimum_length": 12},
                sessions={"overall_timeout": 86400},
                redirect_urls=["https://a.example.com", "https://b.example.com"],
                smtp=None,
            ),
            after=record(
                site_url="https://app.example.com",
                password={"minimum_length": 6},
                sessions={"overall_timeout": None},
                redirect_urls=["https://b.example.com", "https://c.example.com"],
            ),
            fields=(
                field("/password/minimum_length", 12, 6, 21, direction=Direction.SPEC_CHANGED),
                field(
                    "/redirect_urls",
                    ("https://a.example.com", "https://b.example.com"),
                    ("https://b.example.com", "https://c.example.com"),
                    20,
                    direction=Direction.CONFLICT,
                ),
                field("/sessions/overall_timeout", 86400, None, 23, direction=Direction.DRIFTED),
                field("/site_url", "https://old.example.com", "https://app.example.com", 19),
            ),
            risks=(Risk(hazard=Hazard.WEAKENS_AUTH, path="/password/minimum_length", why="shorter passwords pass"),),
        ),
        Change(
            address=address("email_templates", "confirmation"),
            action=Action.UPDATE,
            span=at_line(40),
            direction=Direction.DRIFTED,
            before=record(body=OLD_MAIL),
            after=record(body=NEW_MAIL),
            fields=(field("/body", OLD_MAIL, NEW_MAIL, 41, direction=Direction.DRIFTED),),
        ),
        Change(
            address=address("function_secrets", "API_KEY"),
            action=Action.CREATE,
            span=at_line(58),
            after=record(value=Secret("${secret:env:API_KEY}")),
            fields=(field("/value", ABSENT, Secret("${secret:env:API_KEY}"), 58, sensitive=True),),
        ),
        Change(
            address=address("functions", "resize"),
            action=Action.UPDATE,
            span=at_line(52),
            before=record(source={"index.ts": "a" * 64, "old.ts": "b" * 64}),
            after=record(source={"index.ts": "c" * 64, "lib/new.ts": "d" * 64}),
            fields=(
                field(
                    "/source",
                    record(**{"index.ts": "a" * 64, "old.ts": "b" * 64}),
                    record(**{"index.ts": "c" * 64, "lib/new.ts": "d" * 64}),
                    53,
                ),
            ),
        ),
        Change(
            address=address("grants", "public.notes", "anon"),
            action=Action.DELETE,
            before=record(privileges=["select", "update"], columns={"title": ["insert"]}),
            fields=(FieldChange(path="/privileges", before=("select", "update"), after=ABSENT),),
            risks=(Risk(hazard=Hazard.LOCKS_OUT_USERS, why="the role loses privileges"),),
        ),
        Change(
            address=address("identity_providers", "google"),
            action=Action.UPDATE,
            span=at_line(26),
            before=record(client_id="abc", client_secret=Secret()),
            after=record(client_id="abc", client_secret=Secret("${secret:env:GOOGLE}")),
            fields=(field("/client_secret", Secret(), Secret("${secret:env:GOOGLE}"), 27, sensitive=True),),
            risks=(Risk(hazard=Hazard.ROTATES_SECRET, path="/client_secret", why="the old value is gone"),),
        ),
        Change(
            address=address("policies", "public.notes", "Owners read"),
            action=Action.CREATE,
            span=at_line(34),
            after=policy,
            fields=tuple(field(f"/{name}", ABSENT, value, 34) for name, value in policy.items()),
            risks=(Risk(hazard=Hazard.MAY_WIDEN_ACCESS, why="rows become reachable"),),
        ),
        Change(
            address=address("policies", "public.notes", "Team writes"),
            action=Action.RENAME,
            span=at_line(36),
            renamed_from=("public.notes", "Everyone writes"),
            before=policy,
            after=policy,
            fields=(),
        ),
        Change(
            address=address("policies", "public.tasks", "Members"),
            action=Action.REPLACE,
            reason="`for` cannot be changed in place",
            span=at_line(38),
            before=record(**{"for": "all", "using": "true"}),
            after=record(**{"for": "select", "using": "is_member(( SELECT auth.uid()), team_id)"}),
            fields=(
                field("/for", "all", "select", 38),
                field(
                    "/using",
                    "(EXISTS ( SELECT 1 FROM members m WHERE m.team_id = tasks.team_id))",
                    "is_member(( SELECT auth.uid()), team_id)",
                    38,
                ),
            ),
            risks=(Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path="/using", why="the rule itself changes"),),
        ),
    )


def plan() -> Plan:
    return Plan(
        target=TARGET,
        changes=changes(),
        warnings=(
            Diagnostic(
                code="READ101",
                severity=Severity.WARNING,
                summary="the access token does not look like one of Supabase",
                detail="it has 12 characters",
            ),
        ),
        refusals=(
            Diagnostic(
                code="PLAN010",
                summary="live access that the spec does not list",
                detail="`policies/public.notes/Old` is live, and the spec declares `policies` without it",
                hint="add it to the spec, prune it, or keep it with a reason",
                address=address("policies", "public.notes", "Old"),
            ),
        ),
        skipped=TARGET.skip,
        left_alone=(
            LeftAlone(kind="functions", addresses=(address("functions", "legacy"),), reason="not in the spec"),
            LeftAlone(
                kind="policies",
                addresses=(address("policies", "public.notes", "Support can read"),),
                reason="keep: used by the help desk until 2027",
            ),
        ),
        not_compared=((address("auth"), "/smtp/password"),),
        allowed=frozenset({Hazard.LOCKS_OUT_USERS}),
        kinds=("auth", "email_templates", "function_secrets", "functions", "grants", "identity_providers", "policies"),
        made_at=MADE_AT,
        calls=6,
        seconds=0.41,
    )


def incomplete() -> Plan:
    reason = Diagnostic(
        code="READ113",
        summary="the access token lacks a permission",
        detail="project `abcdefghijklmnopqrst`: `GET /v1/projects/{ref}/functions` answered 403",
    )
    return Plan(
        target=Target(name="stage", provider="supabase", project="tsrqponmlkjihgfedcba"),
        unreadable={"functions": reason},
        kinds=("auth", "functions"),
        made_at=MADE_AT,
        calls=3,
        seconds=0.2,
    )


def sections() -> tuple[Section, ...]:
    failure = Diagnostic(
        code="READ100",
        summary="there is no access token for Supabase",
        detail="the environment variable SUPABASE_ACCESS_TOKEN is not set",
        hint="make a token and set SUPABASE_ACCESS_TOKEN",
        span=at_line(9),
    )
    needed = (Hazard.MAY_WIDEN_ACCESS, Hazard.WEAKENS_AUTH)
    return (
        Section(target="prod", plan=plan(), exit_code=5, needed=needed),
        Section(target="stage", plan=incomplete(), exit_code=3),
        Section(target="dev", exit_code=3, diagnostics=(failure,)),
    )


def result() -> ApplyResult:
    failed = Diagnostic(code="APPLY110", summary="Supabase refuses the request", detail="answered 400: no such table")
    found = changes()
    outcomes = (
        Outcome(change=found[0], status=Status.APPLIED, seconds=0.3),
        Outcome(change=found[2], status=Status.APPLIED, seconds=0.1),
        Outcome(change=found[6], status=Status.FAILED, seconds=0.2, diagnostic=failed),
        Outcome(change=found[8], status=Status.DROPPED),
    )
    return ApplyResult(plan=plan(), outcomes=outcomes, remaining=Plan(target=TARGET, changes=found[6:9]))
