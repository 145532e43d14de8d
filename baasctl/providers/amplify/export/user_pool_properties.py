"""`auth`, `email_templates` and `auth_hooks` as properties of `AWS::Cognito::UserPool` and its app client.

CloudFormation's names are the API's, but for second factors, which the API has in a request of their own
(`SetUserPoolMfaConfig`). Custom attributes, domains, branding, logs and threat protection are resources of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from baasctl.model.change import Change
from baasctl.model.value import at
from baasctl.providers.amplify.auth_hooks import Functions
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.export.override import Exported, Override, overrides_of
from baasctl.providers.amplify.user_pool import resources
from baasctl.providers.amplify.user_pool.documents import ALL, CLIENT, MFA, POOL

POOL_CONSTRUCT: Final = "backend.auth.resources.cfnResources.cfnUserPool"
CLIENT_CONSTRUCT: Final = "backend.auth.resources.cfnResources.cfnUserPoolClient"
_NOT_IN_CLOUDFORMATION: Final = frozenset(
    {"AcrConfiguration", "DcrConfiguration", "IssuerConfiguration", "KeyConfiguration"}
)
_RENAMED: Final = {"PoolName": "UserPoolName"}
_FACTORS: Final = {"totp": "SOFTWARE_TOKEN_MFA", "sms": "SMS_MFA", "email": "EMAIL_OTP"}
_MFA_MEMBERS: Final = {
    "EmailMfaConfiguration.Message": "EmailAuthenticationMessage",
    "EmailMfaConfiguration.Subject": "EmailAuthenticationSubject",
    "MfaConfiguration": "MfaConfiguration",
    "SmsMfaConfiguration.SmsAuthenticationMessage": "SmsAuthenticationMessage",
    "WebAuthnConfiguration.RelyingPartyId": "WebAuthnRelyingPartyID",
    "WebAuthnConfiguration.UserVerification": "WebAuthnUserVerification",
    "WebAuthnConfiguration.FactorConfiguration": "WebAuthnFactorConfiguration",
}
_SWITCHES: Final = ("SoftwareTokenMfaConfiguration.Enabled", "EmailMfaConfiguration", "SmsMfaConfiguration")
_ELSEWHERE: Final = {
    "user pool risk configuration": "threat protection is a resource of its own: add `new CfnUserPoolRisk"
    "ConfigurationAttachment(...)` of aws-cdk-lib/aws-cognito",
    "user pool log delivery": "add `new CfnLogDeliveryConfiguration(...)` of aws-cdk-lib/aws-cognito",
    "user pool classic sign-in pages": "add `new CfnUserPoolUICustomizationAttachment(...)` of aws-cdk-lib/aws-cognito",
    "user pool managed sign-in pages": "add `new CfnManagedLoginBranding(...)` of aws-cdk-lib/aws-cognito",
    "user pool prefix domain": "defineAuth makes the domain's prefix itself; hand the pool over with referenceAuth to"
    " choose another",
    "user pool own domain": "add `new UserPoolDomain(...)` of aws-cdk-lib/aws-cognito",
}


def exported(change: Change, known: Found, region: str) -> Exported:
    """What a change of the pool's kinds is in `backend.ts`."""
    drafts: dict[str, dict[str, object]] = {document: {} for document in ALL}
    arn = f"arn:aws:cognito-idp:{region}:ACCOUNT:userpool/{known.user_pool}"
    resources.apply([change], drafts, Functions(pool_arn=arn, physical=known.functions))
    pool = {
        _RENAMED.get(name, name): value for name, value in drafts[POOL].items() if name not in _NOT_IN_CLOUDFORMATION
    }
    without = [
        f"CloudFormation has no property for `{name}`" for name in drafts[POOL] if name in _NOT_IN_CLOUDFORMATION
    ]
    without += [text for document, text in _ELSEWHERE.items() if drafts[document]]
    if any(field.path.startswith("/user_attributes") for field in change.fields):
        without.append("custom attributes belong into `userAttributes` of defineAuth")
    overrides = [*overrides_of(POOL_CONSTRUCT, pool), *_factors(change, drafts[MFA])]
    found = (*overrides, *overrides_of(CLIENT_CONSTRUCT, drafts[CLIENT]))
    return Exported(overrides=found, without=tuple(without))


def _factors(change: Change, mfa: Mapping[str, object]) -> Iterator[Override]:
    leaves = {each.path: each.value for each in overrides_of(POOL_CONSTRUCT, mfa)}
    for path, name in _MFA_MEMBERS.items():
        if path in leaves:
            yield Override(construct=POOL_CONSTRUCT, path=name, value=leaves[path])
    factors = at(change.after or {}, "/mfa/factors")
    if isinstance(factors, tuple) and any(field.path == "/mfa/factors" for field in change.fields):
        named = [_FACTORS[each] for each in factors if isinstance(each, str) and each in _FACTORS]
        yield Override(construct=POOL_CONSTRUCT, path="EnabledMfas", value=named)
