"""Settings of `auth` that have a request of their own, and what of the default app client has a neutral name.

Second factors, threat protection, logs, sign-in pages and domains (`SetUserPoolMfaConfig`, `SetRiskConfiguration`, …).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from baasctl.model.value import ABSENT
from baasctl.providers.amplify.user_pool.documents import (
    BRANDING,
    CLIENT,
    CUSTOM_DOMAIN,
    DOMAIN,
    LOGS,
    MFA,
    RISK,
    UI,
)
from baasctl.providers.amplify.user_pool.forms import (
    ANY_MAP,
    RECORD_SET,
    SWITCH,
    TEXT,
    TEXT_SET,
    WHOLE,
    Form,
    choice,
)
from baasctl.providers.amplify.user_pool.pool_rows import ARN_BOUNDS, SWITCHES
from baasctl.providers.amplify.user_pool.rows import Row, native
from baasctl.providers.contract import Bounds

_REDIRECT: Final = r"[^\s*#]{1,1024}"
_IP_RANGES: Final = Bounds(longest=200)
_TAKEOVER: Final = "AccountTakeoverRiskConfiguration"
LEAKED: Final = "CompromisedCredentialsRiskConfiguration"
_ANSWERS: Final = Bounds(choices=("BLOCK", "MFA_IF_CONFIGURED", "MFA_REQUIRED", "NO_ACTION"))
_DOMAIN: Final = Bounds(pattern=r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_OWN_DOMAIN: Final = Bounds(longest=253, pattern=r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_VERSIONS: Final = Bounds(choices=(1, 2))

MODES: Final = {"disabled": "OFF", "optional": "OPTIONAL", "required": "ON"}
MFA_MODE: Final = Row(
    pointer="/mfa/mode",
    document=MFA,
    wire="MfaConfiguration",
    form=choice(MODES),  # type: ignore[arg-type]
    bounds=Bounds(choices=tuple(MODES)),
    default="OFF",
    note="null is disabled",
)
REDIRECT_URLS: Final = Row(
    pointer="/redirect_urls",
    document=CLIENT,
    wire="CallbackURLs",
    form=TEXT_SET,
    bounds=Bounds(longest=100, pattern=_REDIRECT),
    default=[],
    note="exact addresses: https, http://localhost or an app's own scheme; no `*`, no fragment",
)
ENUMERATION: Final = Row(
    pointer="/sign_in/enumeration_protection",
    document=CLIENT,
    wire="PreventUserExistenceErrors",
    form=choice({True: "ENABLED", False: "LEGACY"}),
    bounds=SWITCHES,
    default="LEGACY",
)
RELYING_PARTY: Final = Row(
    pointer="/passkeys/relying_party_id",
    document=MFA,
    wire="WebAuthnConfiguration.RelyingPartyId",
    bounds=Bounds(longest=127, pattern=r"\S+"),
)


def _own(document: str, wire: str, doc: str, bounds: Bounds, *, form: Form = TEXT, default: object = ABSENT) -> Row:
    """A setting that only Cognito has, under its wire path."""
    return Row(pointer=native(wire), document=document, wire=wire, form=form, bounds=bounds, default=default, doc=doc)


_NOTICES: Final = tuple(
    _own(RISK, f"{_TAKEOVER}.NotifyConfiguration.{mail}.{part}", f"{word} of the mail {when}.", bounds)
    for mail, when in (
        ("BlockEmail", "about a sign-in that was blocked"),
        ("MfaEmail", "about a sign-in that needed a second factor"),
        ("NoActionEmail", "about a risky sign-in that was let through"),
    )
    for part, word, bounds in (
        ("Subject", "Subject", Bounds(longest=140, pattern=r"[\s\S]+")),
        ("HtmlBody", "Body in HTML", Bounds(longest=20000, pattern=r"[\s\S]{6,}")),
        ("TextBody", "Body as plain text", Bounds(longest=20000, pattern=r"[\s\S]{6,}")),
    )
)
_ACTIONS: Final = tuple(
    row
    for level in ("Low", "Medium", "High")
    for row in (
        _own(
            RISK,
            f"{_TAKEOVER}.Actions.{level}Action.EventAction",
            f"What happens to sign-ins of {level.lower()} risk.",
            _ANSWERS,
        ),
        _own(
            RISK,
            f"{_TAKEOVER}.Actions.{level}Action.Notify",
            f"The user is told about sign-ins of {level.lower()} risk.",
            SWITCHES,
            form=SWITCH,
        ),
    )
)


def _domain_rows(document: str, record: str, name: Bounds, doc: str) -> tuple[Row, ...]:
    return (
        Row(pointer=native(f"{record}.Domain"), document=document, wire="Domain", bounds=name, doc=doc),
        Row(
            pointer=native(f"{record}.ManagedLoginVersion"),
            document=document,
            wire="ManagedLoginVersion",
            form=WHOLE,
            bounds=_VERSIONS,
            default=1,
            doc="1: classic pages, 2: managed login.",
        ),
    )


OTHER_ROWS: Final[tuple[Row, ...]] = (
    REDIRECT_URLS,
    ENUMERATION,
    MFA_MODE,
    RELYING_PARTY,
    _own(
        MFA,
        "WebAuthnConfiguration.UserVerification",
        "Passkeys must, or should, check who uses them.",
        Bounds(choices=("required", "preferred")),
        default="preferred",
    ),
    _own(
        MFA,
        "WebAuthnConfiguration.FactorConfiguration",
        "Whether a passkey alone satisfies `mfa.mode: required`.",
        Bounds(choices=("SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION")),
        default="SINGLE_FACTOR",
    ),
    _own(
        RISK,
        f"{LEAKED}.EventFilter",
        "When passwords are looked up in leaks; `auth.password.reject_leaked` adds sign-up and change.",
        Bounds(choices=("SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP")),
        form=TEXT_SET,
    ),
    *_ACTIONS,
    _own(
        RISK,
        f"{_TAKEOVER}.NotifyConfiguration.From",
        "Address that notices come from.",
        Bounds(longest=131072),
    ),
    _own(
        RISK,
        f"{_TAKEOVER}.NotifyConfiguration.ReplyTo",
        "Address that answers to notices go to.",
        Bounds(longest=131072),
    ),
    _own(
        RISK,
        f"{_TAKEOVER}.NotifyConfiguration.SourceArn",
        "Verified identity of SES that notices come from.",
        ARN_BOUNDS,
    ),
    *_NOTICES,
    _own(
        RISK,
        "RiskExceptionConfiguration.BlockedIPRangeList",
        "Ranges of addresses (CIDR) that may never sign in.",
        _IP_RANGES,
        form=TEXT_SET,
    ),
    _own(
        RISK,
        "RiskExceptionConfiguration.SkippedIPRangeList",
        "Ranges of addresses (CIDR) that threat protection does not look at.",
        _IP_RANGES,
        form=TEXT_SET,
    ),
    _own(
        LOGS,
        "LogConfigurations",
        "Where logs of sent messages and of sign-ins go.",
        Bounds(longest=2),
        form=RECORD_SET,
        default=[],
    ),
    _own(
        UI,
        "CSS",
        "Style sheet of the classic sign-in pages, for all app clients.",
        Bounds(longest=131072),
    ),
    Row(
        pointer=native("ManagedLoginBranding.UseCognitoProvidedValues"),
        document=BRANDING,
        wire="UseCognitoProvidedValues",
        form=SWITCH,
        bounds=SWITCHES,
        doc="The default app client's managed pages look as AWS made them.",
    ),
    Row(
        pointer=native("ManagedLoginBranding.Settings"),
        document=BRANDING,
        wire="Settings",
        form=ANY_MAP,
        doc="Look of the default app client's managed pages, as the branding editor exports it.",
    ),
    Row(
        pointer=native("ManagedLoginBranding.Assets"),
        document=BRANDING,
        wire="Assets",
        form=RECORD_SET,
        bounds=Bounds(longest=40),
        doc="Pictures of those pages, `Bytes` in base64.",
    ),
    *_domain_rows(DOMAIN, "Domain", _DOMAIN, "Prefix of the pool's address under `amazoncognito.com`."),
    *_domain_rows(CUSTOM_DOMAIN, "CustomDomain", _OWN_DOMAIN, "The pool's own domain."),
    Row(
        pointer=native("CustomDomain.CustomDomainConfig.CertificateArn"),
        document=CUSTOM_DOMAIN,
        wire="CustomDomainConfig.CertificateArn",
        bounds=ARN_BOUNDS,
        doc="Certificate of ACM in us-east-1.",
    ),
    Row(
        pointer=native("CustomDomain.CustomDomainConfig.SecurityPolicy"),
        document=CUSTOM_DOMAIN,
        wire="CustomDomainConfig.SecurityPolicy",
        bounds=Bounds(choices=("TLS_V1", "TLS_V1_2_2021", "TLS_V1_3_2025")),
        doc="Oldest TLS that is spoken.",
    ),
    Row(
        pointer=native("CustomDomain.Routing.Failover.SecondaryRegion"),
        document=CUSTOM_DOMAIN,
        wire="Routing.Failover.SecondaryRegion",
        bounds=Bounds(pattern=r".{5,32}"),
        doc="Region that takes over.",
    ),
    Row(
        pointer=native("CustomDomain.Routing.Failover.PrimaryRoute53HealthCheckId"),
        document=CUSTOM_DOMAIN,
        wire="Routing.Failover.PrimaryRoute53HealthCheckId",
        bounds=Bounds(longest=64),
        doc="Health check that decides when.",
    ),
)

RECORD_MEMBERS: Final[Mapping[str, Mapping[str, object]]] = {
    "LogConfigurations": {
        "LogLevel": ("ERROR", "INFO"),
        "EventSource": ("userNotification", "userAuthEvents"),
        "CloudWatchLogsConfiguration": {"LogGroupArn": None},
        "S3Configuration": {"BucketArn": None},
        "FirehoseConfiguration": {"StreamArn": None},
    },
    "Assets": {
        "Category": (
            *("FAVICON_ICO", "FAVICON_SVG", "EMAIL_GRAPHIC", "SMS_GRAPHIC", "AUTH_APP_GRAPHIC", "PASSWORD_GRAPHIC"),
            *("PASSKEY_GRAPHIC", "PAGE_HEADER_LOGO", "PAGE_HEADER_BACKGROUND", "PAGE_FOOTER_LOGO"),
            *("PAGE_FOOTER_BACKGROUND", "PAGE_BACKGROUND", "FORM_BACKGROUND", "FORM_LOGO", "IDP_BUTTON_ICON"),
        ),
        "ColorMode": ("LIGHT", "DARK", "DYNAMIC"),
        "Extension": ("ICO", "JPEG", "PNG", "SVG", "WEBP"),
        "Bytes": None,
        "ResourceId": None,
    },
}
"""See `pool_rows.RECORD_MEMBERS`."""
