"""What is not written, what is said about it, and that no message holds a secret."""

from __future__ import annotations

from typing import Any

import pytest

from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Severity
from baasctl.model.errors import Invalid, UnexpectedAnswer
from baasctl.model.result import Status
from baasctl.model.secret import Secret, Vault
from baasctl.model.spec import Terms
from baasctl.model.value import at, freeze
from baasctl.providers.supabase.auth_settings.config import KINDS, decode, encode
from baasctl.providers.supabase.auth_settings.document import AuthDocument, digest_of
from baasctl.providers.supabase.auth_settings.writing import masked
from baasctl.providers.supabase.support import SUPPORT
from tests.sandbox_fixtures import SupabaseProject
from tests.unit.providers.supabase.auth_steps import apply, checked, connect, desired, plan, vault_of

REF = "abcdefghijklmnopqrst"
SECRET = "${secret:env:A}"
HOOK_SECRET = "v1,whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
MEMBER = {"client_id": "abc", "client_secret": SECRET}

UNMET: list[tuple[dict[str, Any], str]] = [
    ({"auth": {"sign_in": {"passkey": True}, "native": {"supabase": {"webauthn_rp_origins": ["https://a"]}}}},
     "`passkeys.relying_party_id`"),
    ({"auth": {"mfa": {"mode": "optional"}}}, "`mfa.factors`"),
    ({"auth": {"oauth_server": {"open_registration": True}}}, "`native.supabase.oauth_server_enabled`"),
    ({"auth": {"native": {"supabase": {"security_captcha_enabled": True}}}},
     "`native.supabase.security_captcha_secret`"),
    ({"identity_providers": {"google": {"client_id": "abc"}}}, "`client_secret`"),
    ({"identity_providers": {"google": {"client_secret": SECRET}}}, "`client_id`"),
    ({"identity_providers": {"workos": MEMBER}}, "`native.supabase.url`"),
    ({"auth_hooks": {"send_sms": {"uri": "https://example.com"}}}, "`native.supabase.secrets`"),
    ({"auth_hooks": {"send_sms": {"function": "send"}}}, "`native.supabase.secrets`"),
]  # fmt: skip

CONTRADICTED: list[tuple[dict[str, Any], str]] = [
    ({"auth": {"sign_in": {"phone": True}, "native": {"supabase": {"sms_provider": None}}}}, "SPEC342"),
    ({"auth": {"mfa": {"mode": "optional", "factors": []}}}, "SPEC342"),
    ({"auth": {"email": {"smtp": {"host": "a", "port": None}}}}, ""),
    ({"auth": {"mfa": {"mode": "disabled", "factors": ["totp"]}}}, "SPEC341"),
    ({"auth": {"mfa": {"mode": "disabled"}, "native": {"supabase": {"mfa_web_authn_enroll_enabled": True}}}},
     "SPEC341"),
    ({"auth_hooks": {"send_sms": {"function": "a", "uri": "https://a"}}}, "SPEC341"),
    ({"auth": {"sms": {"test_numbers": {"0151 123": SECRET}}}}, "SPEC343"),
    ({"auth": {"native": {"supabase": {"rate_limit_otp": "many"}}}}, "SPEC340"),
    ({"auth": {"native": {"supabase": {"sessions_tags": "web,mobile"}}}}, "SPEC340"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "needed"), UNMET, ids=[needed for _, needed in UNMET])
def test_an_unmet_need_is_a_warning_offline_and_an_error_beside_the_project(
    spec: dict[str, Any], needed: str, supabase: SupabaseProject
) -> None:
    """What the spec leaves out may be live already; once that is known, the plan stops."""
    provider = connect(supabase)
    offline = [each for each in checked(provider, desired(supabase.ref, spec)) if needed in each.detail]
    assert {(each.code, each.severity) for each in offline} == {("SPEC342", Severity.WARNING)}
    if needed == "`mfa.factors`":
        supabase.change("PATCH", "/config/auth", {"mfa_totp_enroll_enabled": False, "mfa_totp_verify_enabled": False})
    found = [each for each in plan(provider, spec, vault_of({"A": HOOK_SECRET})).diagnostics if needed in each.detail]
    assert {(each.code, each.severity) for each in found} == {("SPEC342", Severity.ERROR)}


def test_a_need_that_is_met_live_is_no_error(supabase: SupabaseProject) -> None:
    """A switch alone may be declared where everything else was set up before."""
    live = {
        "security_captcha_enabled": True,
        "security_captcha_provider": "turnstile",
        "security_captcha_secret": "x",
        "mfa_totp_enroll_enabled": True,
        "mfa_totp_verify_enabled": True,
        "external_github_enabled": False,
        "external_github_client_id": "abc",
        "external_github_secret": "x",
        "hook_send_sms_secrets": HOOK_SECRET,
    }
    supabase.change("PATCH", "/config/auth", live)
    spec = {
        "auth": {"mfa": {"mode": "optional"}, "native": {"supabase": {"security_captcha_enabled": True}}},
        "identity_providers": {"github": {"enabled": True}},
        "auth_hooks": {"send_sms": {"uri": "https://example.com/hook"}},
    }
    assert plan(connect(supabase), spec, Vault()).diagnostics == ()


@pytest.mark.parametrize(("spec", "code"), CONTRADICTED, ids=[str(spec) for spec, _ in CONTRADICTED])
def test_what_the_spec_itself_contradicts_is_an_error_offline(spec: dict[str, Any], code: str) -> None:
    """No project needs to be asked to know that it cannot work; null for a port is a choice."""
    found = [each for check in SUPPORT.checks for each in check(desired(REF, spec))]
    assert {each.code for each in found if each.is_error} == ({code} if code else set())


def test_a_provider_is_never_enabled_without_its_secret() -> None:
    """Neither left out nor unresolved: the request is not even built."""
    for attributes in ({"client_id": "abc"}, {"client_id": "abc", "enabled": True}):
        with pytest.raises(Invalid, match="without its `client_secret`"):
            encode([_create("identity_providers", "google", attributes)], REF, masked)


def test_an_unresolved_secret_is_not_compared_and_stops_the_write(supabase: SupabaseProject) -> None:
    """The plan says that it did not compare; an apply that comes all the same fails and changes nothing."""
    provider, spec = connect(supabase), {"auth": {"email": {"smtp": {"host": "a", "password": SECRET}}}}
    supabase.change("PATCH", "/config/auth", {"smtp_host": "a", "smtp_pass": "former"})
    before = supabase.get("/config/auth")
    assert plan(provider, spec, Vault()).not_compared == ("/email/smtp/password",)
    changes = plan(provider, spec, vault_of({"A": "present"})).changes
    (outcome,) = apply(provider, changes, Vault())
    assert outcome.status is Status.FAILED
    assert supabase.get("/config/auth") == before


def test_the_digest_that_the_api_shows_is_never_written_back(supabase: SupabaseProject) -> None:
    """Copied out of an answer into the secret store, it would become the password (supabase/agent-skills issue 270)."""
    mask = digest_of(supabase.ref, "former")
    supabase.change("PATCH", "/config/auth", {"smtp_host": "a", "smtp_pass": "former"})
    provider, spec = connect(supabase), {"auth": {"email": {"smtp": {"password": SECRET}}}}
    (found,) = plan(provider, spec, vault_of({"A": mask})).diagnostics
    assert found.code == "SPEC344"
    assert mask not in str(found)
    live = Secret(digest=mask)
    with pytest.raises(KeyError):
        Vault().reveal(live)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"auth": {"sms": {"test_numbers": {"+491511": SECRET}}}}, "12345x"),
        ({"identity_providers": {"google": MEMBER}}, ""),
        ({"auth_hooks": {"send_sms": {"uri": "https://a.test", "native": {"supabase": {"secrets": SECRET}}}}}, "plain"),
    ],
    ids=["letters in a test code", "empty", "hook secret in another form"],
)
def test_a_secret_that_cannot_work_is_an_error_without_its_text(
    spec: dict[str, Any], text: str, supabase: SupabaseProject
) -> None:
    """Said at plan, with the place and the form that is wanted."""
    (found,) = plan(connect(supabase), spec, vault_of({"A": text})).diagnostics
    assert (found.code, found.severity) == ("SPEC344", Severity.ERROR)
    assert not text or text not in str(found)


def test_describe_shows_the_request_without_secrets(supabase: SupabaseProject) -> None:
    """The body that would be sent, `***` for each secret, codes of test numbers included."""
    provider = connect(supabase)
    spec = {"auth": {"site_url": "https://a.test", "sms": {"test_numbers": {"+491511": SECRET}}}}
    (change,) = plan(provider, spec, vault_of({"A": "123456"})).changes
    assert provider.describe(change) == (
        f'PATCH /v1/projects/{supabase.ref}/config/auth {{"site_url": "https://a.test", "sms_test_otp": "491511=***"}}'
    )


def test_ignored_test_numbers_keep_their_codes(supabase: SupabaseProject) -> None:
    """A live number that `ignore` matches is written back with the code that the server has."""
    supabase.change("PATCH", "/config/auth", {"sms_test_otp": "15550100=654321"})
    provider, vault = connect(supabase), vault_of({"A": "123456"})
    spec = {"auth": {"sms": {"test_numbers": {"+491511": SECRET}}}}
    terms = Terms(ignore=("/auth/sms/test_numbers/+1*",))
    apply(provider, plan(provider, spec, vault, terms).changes, vault)
    assert supabase.get("/config/auth")["sms_test_otp"] == "15550100=654321,491511=123456"
    assert plan(provider, spec, vault, terms).lines() == []


def test_another_mask_than_the_digest_compares_with_nothing() -> None:
    """Should the server change its mask, secrets are `not compared`, neither equal nor rewritten."""
    document = AuthDocument.of(REF, {"smtp_host": "a", "smtp_pass": "********"}, None)
    (live,) = decode("auth", document, "prod")
    secret = at(live.attributes, "/email/smtp/password")
    assert isinstance(secret, Secret)
    assert not secret.is_comparable


@pytest.mark.parametrize(
    "answer",
    [
        {"jwt_exp": "soon"},
        {"jwt_exp": 1.5},
        {"site_url": 7},
        {"external_email_enabled": "yes"},
        {"external_google_enabled": True, "external_google_secret": {}},
        {"sms_test_otp_valid_until": "private text"},
    ],
    ids=str,
)
def test_an_answer_of_another_type_is_an_error_that_names_the_field(answer: dict[str, Any]) -> None:
    """Garbage is never taken for a value, and never quoted."""
    document = AuthDocument.of(REF, answer, None)
    with pytest.raises(UnexpectedAnswer) as caught:
        [decode(kind, document, "prod") for kind in sorted(KINDS)]
    assert f"/{list(answer)[-1]}" in str(caught.value)
    assert "private text" not in str(caught.value)


def test_an_answer_that_is_no_object_is_an_error() -> None:
    """A list or a text in place of the document."""
    answers: tuple[object, ...] = ([], "text", None)
    for answer in answers:
        with pytest.raises(UnexpectedAnswer):
            AuthDocument.of(REF, answer, None)


@pytest.mark.parametrize(
    "v2", [{}, {"data": None}, {"data": {"attributes": {}}}, {"data": {"attributes": {"auth": []}}}]
)
def test_v2_without_its_auth_block_is_as_good_as_none(v2: dict[str, Any]) -> None:
    """Blocks are missing when a service or a scope is; garbage in a default is no value."""
    v2_with_garbage = {"data": {"attributes": {"auth": {"jwt_exp": "soon"}}}}
    for effective in (v2, v2_with_garbage):
        (live,) = decode("auth", AuthDocument.of(REF, {"site_url": "https://a.test"}, effective), "prod")
        assert live.attributes["site_url"] == "https://a.test"
        assert "sessions" not in live.attributes


def test_a_hook_that_was_off_needs_an_address() -> None:
    """The address that the server kept does not come back by itself."""
    secrets = {"native": {"supabase": {"secrets": Secret(SECRET)}}}
    with pytest.raises(Invalid, match="says nothing to call"):
        encode([_create("auth_hooks", "send_sms", secrets)], REF, masked)


def _create(kind: str, name: str, attributes: dict[str, Any]) -> Change:
    after = freeze(attributes)
    return Change(address=Address("prod", kind, (name,)), action=Action.CREATE, after=after)  # type: ignore[arg-type]
