"""What a document asks of one target."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baasctl.load import load
from baasctl.model.change import Hazard
from baasctl.model.errors import SpecError, UsageError
from baasctl.model.secret import Secret
from baasctl.model.spec import PruneMode, Spec
from baasctl.model.value import thaw
from baasctl.resolve import allowed_environment, resolve, target_names
from tests.unit.resolve.conftest import declared, written

SpecOf = Callable[..., Spec]


def test_maps_merge_and_lists_replace(spec_of: SpecOf) -> None:
    """Includes first, then the main file, then the target's overrides."""
    spec = spec_of(
        """baasctl: 1
include: [base.yaml]
targets:
  prod:
    provider: supabase
    project: abcdefghijklmnopqrst
    overrides: {auth: {redirect_urls: [https://c.test], password: {reject_leaked: true}}}
auth:
  redirect_urls: [https://b.test, https://b2.test]
  password: {minimum_length: 14}
""",
        {
            "base.yaml": "auth: {site_url: https://a.test, redirect_urls: [https://a.test],"
            " password: {minimum_length: 8, require: [digit]}}\n"
        },
    )

    assert written(spec, "auth") == {
        "site_url": "https://a.test",
        "redirect_urls": ["https://c.test"],
        "password": {"minimum_length": 14, "require": ["digit"], "reject_leaked": True},
    }


def test_every_value_tells_its_way(spec_of: SpecOf) -> None:
    """`explain` shows include, variable, environment and override, in order, with places."""
    spec = spec_of(
        """baasctl: 1
include: [base.yaml]
targets:
  prod:
    provider: supabase
    project: abcdefghijklmnopqrst
    variables: {domain: "${env:DOMAIN}"}
    overrides: {auth: {sign_up: {enabled: true}, password: {minimum_length: 14}}}
auth: {password: {minimum_length: 8}}
""",
        {"base.yaml": "auth: {site_url: 'https://${var:domain}'}\n"},
        environment={"DOMAIN": "a.test"},
    )
    origins = declared(spec, "auth").origins

    def way(path: str) -> list[tuple[str, str]]:
        return [
            (step.how, f"{Path(step.span.file).name}:{step.span.line}" if step.span else step.what)
            for step in origins[path].steps
        ]

    assert way("/site_url") == [
        ("included", "baas.yaml:2"),
        ("written", "base.yaml:1"),
        ("variable", "baas.yaml:7"),
        ("environment", "DOMAIN"),
    ]
    assert way("/password/minimum_length") == [("written", "baas.yaml:9"), ("override", "baas.yaml:8")]
    assert way("/sign_up/enabled") == [("override", "baas.yaml:8")]
    assert origins["/password/minimum_length"].span.line == 8


def test_variables_of_the_target_shadow_the_others(spec_of: SpecOf) -> None:
    """And may be made of others."""
    text = """baasctl: 1
variables: {domain: localhost, url: "https://${var:domain}"}
targets:
  prod: {provider: supabase, project: abcdefghijklmnopqrst, variables: {domain: a.test}}
  dev: {provider: supabase, project: bbbbbbbbbbbbbbbbbbbb}
auth: {site_url: "${var:url}/"}
"""

    assert written(spec_of(text), "auth") == {"site_url": "https://a.test/"}
    assert written(spec_of(text, target="dev"), "auth") == {"site_url": "https://localhost/"}


def test_a_variable_alone_keeps_its_type(spec_of: SpecOf) -> None:
    """With text around it everything is text; an environment variable always is."""
    spec = spec_of(
        """variables: {length: 12, leaked: true, urls: [a, "${var:length}"], policy: {using: "true", for: select}}
auth:
  password: {minimum_length: "${var:length}", reject_leaked: "${var:leaked}"}
  redirect_urls: ${var:urls}
  site_url: x${var:length}${var:leaked}
  email: {from_name: "${env:NUMBER}"}
policies: {public.notes: {read: "${var:policy}"}}
""",
        environment={"NUMBER": "12"},
    )

    assert written(spec, "auth") == {
        "password": {"minimum_length": 12, "reject_leaked": True},
        "redirect_urls": ["a", 12],
        "site_url": "x12true",
        "email": {"from_name": "12"},
    }
    assert written(spec, "policies/public.notes/read") == {"using": "true", "for": "select"}


def test_only_four_words_are_references(spec_of: SpecOf) -> None:
    """Any other `${` is literal, and `$${` escapes."""
    spec = spec_of(
        """variables: {x: y}
policies:
  public.notes:
    read: {using: "a = '${foo}' or b = '$${var:x}' or c = '$$${var:x}' or d = $1 or e = '${VAR:x}' or ${var:x}"}
"""
    )

    using = "a = '${foo}' or b = '${var:x}' or c = '$${var:x}' or d = $1 or e = '${VAR:x}' or y"
    assert written(spec, "policies/public.notes/read") == {"using": using}


def test_a_secret_takes_the_whole_scalar(spec_of: SpecOf) -> None:
    """Text around a reference belongs to the secret, and nothing shows it."""
    spec = spec_of(
        """variables: {key: "${secret:env:KEY}", user: "pa$${y"}
function_secrets:
  PLAIN: ${secret:env:PLAIN}
  COMPOSED: {value: "https://${var:user}:${var:key}@db.test/$x"}
"""
    )

    plain = written(spec, "function_secrets/PLAIN")["value"]
    composed = written(spec, "function_secrets/COMPOSED")["value"]
    assert isinstance(plain, Secret)
    assert plain.reference == "${secret:env:PLAIN}"
    assert composed.reference == "https://pa$${y:${secret:env:KEY}@db.test/$$x"
    assert repr(composed) == "***"


def test_what_the_environment_says_is_never_a_reference(spec_of: SpecOf) -> None:
    """A value that looks like a command to run is text."""
    spec = spec_of(
        'function_secrets: {A: "${env:EVIL}${secret:env:KEY}"}\n', environment={"EVIL": "${secret:command:rm -rf /}"}
    )

    reference = written(spec, "function_secrets/A")["value"].reference
    assert reference == "$${secret:command:rm -rf /}${secret:env:KEY}"


def test_credentials_are_secrets_wherever_they_come_from(spec_of: SpecOf) -> None:
    """The token of an environment variable is not read here, and never stands in the target as text."""
    text = """baasctl: 1
targets:
  prod: {{provider: supabase, project: abcdefghijklmnopqrst, credentials: {{token: "{}"}}}}
"""

    for token, reference in (
        ("${env:TOKEN}", "${secret:env:TOKEN}"),
        ("${secret:command:op read x}", "${secret:command:op read x}"),
    ):
        credentials = spec_of(text.format(token)).target.settings["credentials"]
        assert isinstance(credentials, dict)
        assert credentials["token"].reference == reference


def test_resources_go_to_the_targets_they_name(spec_of: SpecOf) -> None:
    """`targets` restricts one resource, `skip` a kind; what is left out is not even interpolated."""
    text = """baasctl: 1
targets:
  prod: {provider: supabase, project: abcdefghijklmnopqrst, skip: [groups, tables]}
  dev: {provider: supabase, project: bbbbbbbbbbbbbbbbbbbb}
email_templates:
  recovery: {targets: [dev], subject: "${env:ONLY_IN_DEV}"}
  invite: {targets: prod, subject: x}
  confirmation: {subject: y}
tables: {public.notes: {rls: true}}
"""

    prod = [each.address.local for each in spec_of(text).resources]
    dev = [each.address.local for each in spec_of(text, target="dev", environment={"ONLY_IN_DEV": "z"}).resources]
    assert prod == ["email_templates/confirmation", "email_templates/invite"]
    assert dev == ["email_templates/confirmation", "email_templates/recovery", "tables/public.notes"]


def test_the_envelope_is_no_attribute(spec_of: SpecOf) -> None:
    """`id`, `renamed_from` and `targets` are taken off."""
    spec = spec_of('policies: {public.notes: {new: {renamed_from: old, id: "7", targets: [prod], using: "true"}}}\n')

    found = declared(spec, "policies/public.notes/new")
    assert (found.id, found.renamed_from, thaw(found.written)) == ("7", "old", {"using": "true"})


def test_values_of_other_providers_are_left_out(spec_of: SpecOf) -> None:
    """Native members and values by provider are those of the target's provider."""
    spec = spec_of(
        """auth: {native: {supabase: {rate_limit_otp: 5}, firebase: {authorizedDomains: [a.test]}}}
functions: {a: {source: {supabase: s, firebase: f}}, b: just/a/folder}
email_templates: {recovery: {subject: x, native: {amplify: {a: b}}}}
"""
    )

    assert written(spec, "auth") == {"native": {"supabase": {"rate_limit_otp": 5}}}
    assert written(spec, "functions/a") == {"source": "s"}
    assert written(spec, "functions/b") == {"source": "just/a/folder"}
    assert written(spec, "email_templates/recovery") == {"subject": "x"}


def test_an_override_reaches_into_a_shorthand(spec_of: SpecOf) -> None:
    """`resize: folder` and an override of one field are the same as the long form."""
    spec = spec_of(
        """baasctl: 1
targets:
  prod:
    provider: supabase
    project: abcdefghijklmnopqrst
    overrides: {functions: {a: {entrypoint: main.ts}}, grants: {public.notes: {anon: []}}}
functions: {a: functions/a}
grants: {public.notes: {anon: [select], authenticated: [select]}}
"""
    )

    assert written(spec, "functions/a") == {"source": "functions/a", "entrypoint": "main.ts"}
    assert written(spec, "grants/public.notes/anon") == {"privileges": []}


def test_a_reference_to_a_function_is_its_address(spec_of: SpecOf) -> None:
    """By its physical name, where it has one."""
    spec = spec_of(
        """functions: {a: {source: a, name: b}, c: c}
auth: {redirect_urls: ["${ref:functions/a.url}", "${ref:functions/c.url}/x"]}
"""
    )

    base = "https://abcdefghijklmnopqrst.supabase.co/functions/v1"
    assert written(spec, "auth") == {"redirect_urls": [f"{base}/b", f"{base}/c/x"]}


def test_terms_are_read(spec_of: SpecOf) -> None:
    """Short and long forms, and the target's own over them."""
    spec = spec_of(
        """baasctl: 1
targets:
  prod:
    provider: supabase
    project: abcdefghijklmnopqrst
    overrides: {prune: {functions: all}}
prune: {policies: {mode: all, in: public}, functions: never, grants: owned}
keep: {policies: {"public.notes/Support": used until 2027}}
ignore: ["/auth/redirect_urls/*--pr*.a.test"]
guards: {max_deletes: 30%, forbid: [WEAKENS_AUTH]}
lint: {ignore: {rls_enabled_no_policy: {"tables/public.*": "only the server reads these"}}}
"""
    )

    assert {kind: (prune.mode, prune.within) for kind, prune in spec.terms.prune.items()} == {
        "policies": (PruneMode.ALL, ("public",)),
        "functions": (PruneMode.ALL, ()),
        "grants": (PruneMode.OWNED, ()),
    }
    assert [(kept.kind, kept.name, kept.reason) for kept in spec.terms.keep] == [
        ("policies", "public.notes/Support", "used until 2027")
    ]
    assert spec.terms.ignore == ("/auth/redirect_urls/*--pr*.a.test",)
    assert [(each.lint, each.address, each.reason) for each in spec.terms.ignored_lints] == [
        ("rls_enabled_no_policy", "tables/public.*", "only the server reads these")
    ]
    assert spec.terms.guards.max_deletes == pytest.approx(0.3)
    assert spec.terms.guards.forbid == {Hazard.WEAKENS_AUTH}
    assert spec_of("guards: {max_deletes: 3}\n").terms.guards.max_delete_count == 3


def test_a_stranger_does_not_decide_what_may_be_read(spec_of: SpecOf) -> None:
    """In an untrusted run the spec's own `allow_env` does not count, nor where the token would be sent."""
    text = "allow_env: [SITE]\nauth: {site_url: '${env:SITE}'}\n"
    environment = {"SITE": "https://a.test"}

    with pytest.raises(SpecError, match="SPEC034"):
        spec_of(text, environment=environment, untrusted=True)
    allowed = spec_of(text, environment=environment, untrusted=True, allow_env=frozenset({"SITE"}))
    assert written(allowed, "auth") == {"site_url": "https://a.test"}
    with pytest.raises(SpecError, match="SPEC045"):
        spec_of(
            "baasctl: 1\ntargets: {prod: {provider: supabase, project: x, api_url: 'https://evil.test'}}\n",
            untrusted=True,
        )


def test_targets_and_allowed_names_are_known_without_resolving(tmp_path: Path) -> None:
    """Completion and `--base` ask for them."""
    (tmp_path / "a.yaml").write_text("targets: {one: {}}\n")
    (tmp_path / "baas.yaml").write_text("baasctl: 1\ninclude: a.yaml\nallow_env: [A, B]\ntargets: {two: {}}\n")
    document = load(str(tmp_path / "baas.yaml"))

    assert target_names(document) == ("one", "two")
    assert allowed_environment(document) == {"A", "B"}
    with pytest.raises(UsageError, match="did you mean `one`"):
        resolve(load(str(tmp_path / "baas.yaml")), "oen", environment={})


def test_variables_that_cannot_be_computed_are_missed_only_when_used(spec_of: SpecOf) -> None:
    """An environment variable that only another target needs is not asked for."""
    spec = spec_of("variables: {a: '${env:NOT_SET}', b: 'x'}\nauth: {site_url: '${var:b}'}\n")

    assert spec.variables == {"b": "x"}


def test_the_same_variable_many_times_is_cheap_and_bounded(spec_of: SpecOf) -> None:
    """A chain of a hundred variables is no recursion problem, a chain without end is told."""
    chain = "".join(f"  v{n}: ${{var:v{n - 1}}}\n" for n in range(1, 90))
    spec = spec_of(f"variables:\n  v0: end\n{chain}auth: {{site_url: '${{var:v89}}'}}\n")
    assert written(spec, "auth") == {"site_url": "end"}

    endless = "".join(f"  v{n}: ${{var:v{n - 1}}}\n" for n in range(1, 3000))
    with pytest.raises(SpecError, match="SPEC031"):
        spec_of(f"variables:\n  v0: end\n{endless}auth: {{site_url: '${{var:v2999}}'}}\n")


def test_a_flood_of_problems_is_cut(spec_of: SpecOf) -> None:
    """Two hundred problems are shown, and that there are more; looking for near words does not take minutes."""
    with pytest.raises(SpecError) as caught:
        spec_of("".join(f"unknown{n}: x\n" for n in range(50_000)))

    assert len(caught.value.diagnostics) == 201
    assert "the first 200 are shown" in str(caught.value)
    with pytest.raises(SpecError) as caught:
        spec_of("auth: {" + "a: !!str x, " * 5000 + "}\n")
    assert len(caught.value.diagnostics) == 201
