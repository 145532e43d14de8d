"""What should be on a target."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baasctl.load import load
from baasctl.model.errors import SpecError
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers import registry
from baasctl.providers.supabase.email_templates import NAMES, PLACEHOLDERS
from baasctl.render import render
from baasctl.resolve import resolve
from baasctl.stores.git_files import GitFiles

HEAD = "baasctl: 1\ntargets: {prod: {provider: supabase, project: abcdefghijklmnopqrst}}\n"
StateOf = Callable[..., DesiredState]


@pytest.fixture
def state_of(tmp_path: Path) -> StateOf:
    """`state_of(text, path=content…)`: what should be on `prod`; in names of files `__` is a slash and `_` a dot."""

    def build(text: str, **files: str) -> DesiredState:
        (tmp_path / "baas.yaml").write_text(HEAD + text, encoding="utf-8")
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8", newline="")
        spec = resolve(load(str(tmp_path / "baas.yaml")), "prod", environment={})
        return render(spec, registry.package("supabase").support())[0]

    return build


def one(state: DesiredState, address: str) -> Resource:
    return next(resource for resource in state.resources if resource.address.local == address)


def test_attributes_are_in_normal_form(state_of: StateOf) -> None:
    """Durations in seconds, sets sorted, only what is declared."""
    auth = one(
        state_of(
            """auth:
  sessions: {access_token_ttl: 1h30m, overall_timeout: 30d}
  password: {require: [uppercase, digit, lowercase]}
  site_url: null
"""
        ),
        "auth",
    )

    assert auth.attributes == {
        "sessions": {"access_token_ttl": 5400, "overall_timeout": 2592000},
        "password": {"require": ("digit", "lowercase", "uppercase")},
        "site_url": None,
    }


def test_kinds_that_are_owned_whole_get_their_defaults(state_of: StateOf) -> None:
    """A policy that leaves `to` out means every role, and is compared so; others are sparse."""
    state = state_of('policies: {public.notes: {read: {using: "true"}}}\ntables: {public.notes: {rls: true}}\n')

    assert one(state, "policies/public.notes/read").attributes == {
        "for": "all",
        "to": ("public",),
        "as": "permissive",
        "using": "true",
        "check": None,
    }
    assert one(state, "tables/public.notes").attributes == {"rls": True}


def test_files_go_verbatim(state_of: StateOf) -> None:
    """Nothing is interpolated in a file, line ends stay, and the digest is recorded."""
    text = "<p>{{ .ConfirmationURL }} ${var:x} [[ link ]]</p>\r\n"
    state = state_of("email_templates: {recovery: {body: {file: mail/r.html}}}\n", mail__r_html=text)

    recovery = one(state, "email_templates/recovery")
    assert recovery.attributes == {"body": text}
    assert state.digests["mail/r.html"] == hashlib.sha256(text.encode()).hexdigest()
    step = recovery.origins["/body"].steps[-1]
    assert (step.how, step.what) == ("file", "mail/r.html")
    assert "/body/file" not in recovery.origins


def test_a_key_named_file_is_no_file_in_a_map(state_of: StateOf) -> None:
    """`{file: …}` counts only where text is expected."""
    with pytest.raises(SpecError) as caught:
        state_of("functions: {a: {env: {file: none.txt}}}\n")

    assert "none.txt" not in str(caught.value)
    assert "settings are set for the whole project" in str(caught.value)


def test_templates_get_the_provider_s_own_placeholders(state_of: StateOf) -> None:
    """Neutral names between `[[ ]]`, the provider's own text besides them; variables are escaped for HTML."""
    state = state_of(
        """variables: {name: Fish & Chips}
email_templates:
  recovery: {subject: {file: s.txt.j2}, body: {file: m.html.j2}}
  email_changed: {body: {file: m.html.j2}}
""",
        s_txt_j2="[[ var.name ]]",
        m_html_j2='[% if link is defined %]<a href="[[ link ]]">[[ var.name ]]</a>[% endif %] [[ email ]] {{ .Data }}',
    )

    assert one(state, "email_templates/recovery").attributes == {
        "subject": "Fish & Chips",
        "body": '<a href="{{ .ConfirmationURL }}">Fish &amp; Chips</a> {{ .Email }} {{ .Data }}',
    }
    assert one(state, "email_templates/email_changed").attributes == {"body": " {{ .OldEmail }} {{ .Data }}"}


@pytest.mark.parametrize(
    "mail", [mail for mail in NAMES if isinstance({**PLACEHOLDERS["*"], **PLACEHOLDERS.get(mail, {})}["link"], str)]
)
def test_the_shipped_mail_works_wherever_there_is_a_link(state_of: StateOf, mail: str) -> None:
    """A user who has no template yet names the shipped one."""
    body = one(
        state_of(f"email_templates: {{{mail}: {{body: {{file: supabase/email_templates.html.j2}}}}}}\n"),
        f"email_templates/{mail}",
    ).attributes["body"]

    assert isinstance(body, str)
    assert "[[" not in body
    assert "{{ .ConfirmationURL }}" in body


def test_a_user_s_template_replaces_the_shipped_one(state_of: StateOf) -> None:
    """File by file: in the `templates:` folder, or before that in the spec's folder."""
    text = "templates: own\nemail_templates: {invite: {body: {file: supabase/email_templates.html.j2}}}\n"
    path = Path("supabase/email_templates.html.j2")

    shipped = one(state_of(text), "email_templates/invite").attributes["body"]
    state = state_of(text)
    for folder, content in (("own", "mine"), (".", "nearer")):
        place = state.root / folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content)
        assert one(state_of(text), "email_templates/invite").attributes["body"] == content
    assert shipped not in {"mine", "nearer"}


def test_a_template_outside_is_not_found_among_the_shipped_ones(state_of: StateOf) -> None:
    """The search for shipped templates opens no way around the rules of paths."""
    for path in ("../../../../../../../../etc/hosts.j2", "../pyproject.toml.j2"):
        with pytest.raises(SpecError, match="SPEC001"):
            state_of(f"email_templates: {{invite: {{body: {{file: {path}}}}}}}\n")


def test_the_folder_of_a_function_goes_to_its_facts(state_of: StateOf) -> None:
    """Comparison sees contents, writing needs the folder."""
    state = state_of("functions: {a: functions/a}\n", functions__a__index_ts="Deno.serve(() => new Response())\n")

    assert one(state, "functions/a").facts == {"source": "functions/a"}


def test_every_declared_value_has_a_place(state_of: StateOf) -> None:
    """Any diagnostic of a later stage can say where."""
    state = state_of(
        """auth:
  password:
    minimum_length: 12
policies:
  public.notes:
    read:
      using: "true"
"""
    )

    def place(address: str, path: str) -> tuple[int, int] | None:
        span = one(state, address).span_of(path)
        return (span.line, span.column) if span else None

    assert place("auth", "") == (3, 1)
    assert place("auth", "/password") == (4, 3)
    assert place("auth", "/password/minimum_length") == (5, 21)
    assert place("policies/public.notes/read", "/using") == (9, 14)
    assert place("policies/public.notes/read", "/to") == (8, 5)


def test_a_renamed_resource_knows_its_former_address(state_of: StateOf) -> None:
    """`renamed_from` speaks of the last segment."""
    state = state_of('policies: {public.notes: {new: {using: "true", renamed_from: old}}}\n')

    assert one(state, "policies/public.notes/new").renamed_from == ("public.notes", "old")


def test_files_of_a_revision_are_those_of_the_revision(state_of: StateOf) -> None:
    """`plan --base` compares with the mail as it was, not as it lies on disk now."""
    text = "email_templates: {recovery: {body: {file: mail.html}}}\n"
    root = state_of(text, mail_html="old").root
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.test", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    now = state_of(text, mail_html="new")
    spec = resolve(load(str(root / "baas.yaml"), GitFiles(root, "HEAD")), "prod", environment={})
    then = render(spec, registry.package("supabase").support())[0]

    assert one(now, "email_templates/recovery").attributes == {"body": "new"}
    assert one(then, "email_templates/recovery").attributes == {"body": "old"}


def test_the_example_renders(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the README shows first has no problem."""
    example = Path(__file__).parents[3] / "examples" / "notes" / "baas.yaml"
    if not example.exists():
        pytest.skip("needs examples/notes")
    environment: dict[str, Any] = {"SUPABASE_PROJECT_REF": "abcdefghijklmnopqrst"}

    spec = resolve(load(str(example)), "prod", environment=environment)
    state, warnings = render(spec, registry.package("supabase").support())

    assert warnings == ()
    assert len(state.kinds()) >= 8
