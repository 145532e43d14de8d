"""Settings of `auth` that are one leaf of the user pool itself (`UpdateUserPool`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.model.value import ABSENT
from baasctl.providers.amplify.user_pool.documents import POOL
from baasctl.providers.amplify.user_pool.forms import RECORD_SET, SWITCH, TEXT, TEXT_MAP, TEXT_SET, WHOLE, Form
from baasctl.providers.amplify.user_pool.rows import NEWER, Row, native
from baasctl.providers.contract import Bounds

ARN: Final = r"arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?"
ARN_BOUNDS: Final = Bounds(longest=2048, pattern=ARN)
SWITCHES: Final = Bounds(choices=(True, False))
_GRANTS: Final = Bounds(longest=3, choices=("code", "implicit", "client_credentials"))
_SMS_TEXT: Final = Bounds(longest=131072)
_ANY: Final = Bounds()


def _row(wire: str, doc: str, bounds: Bounds = _ANY, form: Form = TEXT, default: object = ABSENT, **more: Any) -> Row:
    """A setting that only Cognito has, under its wire path; *more* are further members of `Row`."""
    return Row(
        pointer=native(wire), document=POOL, wire=wire, form=form, bounds=bounds, default=default, doc=doc, **more
    )


PASSWORD_LENGTH: Final = Row(
    pointer="/password/minimum_length",
    document=POOL,
    wire="Policies.PasswordPolicy.MinimumLength",
    form=WHOLE,
    bounds=Bounds(minimum=6, maximum=99),
    default=8,
)

_SMS_ROWS: Final = tuple(
    _row(f"SmsConfiguration.{name}", doc, bounds)
    for name, doc, bounds in (
        ("SnsCallerArn", "IAM role that sends text messages through SNS.", Bounds(longest=2048, pattern=f"({ARN})?")),
        ("ExternalId", "External id that the role asks for.", _SMS_TEXT),
        ("SnsRegion", "Region whose SNS sends the messages.", Bounds(pattern=r".{5,32}")),
        ("EumsSms.CallerArn", "IAM role that sends through AWS End User Messaging.", ARN_BOUNDS),
        ("EumsSms.ExternalId", "External id that the role asks for.", _SMS_TEXT),
        ("EumsSms.OriginationIdentity", "Number or sender id that messages come from.", _SMS_TEXT),
        ("EumsSms.ConfigurationSetName", "Configuration set of End User Messaging.", _SMS_TEXT),
        ("EumsSms.InEntityId", "Entity id for messages to India.", _SMS_TEXT),
        ("EumsSms.InTemplateId", "Template id for messages to India.", _SMS_TEXT),
        ("EumsSms.Region", "Region of End User Messaging.", Bounds(pattern=r".{5,32}")),
    )
)

POOL_ROWS: Final[tuple[Row, ...]] = (
    PASSWORD_LENGTH,
    *_SMS_ROWS,
    _row(
        "AccountRecoverySetting.RecoveryMechanisms",
        "How a password is recovered, the lowest Priority first.",
        Bounds(longest=2),
        RECORD_SET,
        [{"Name": "verified_email", "Priority": 1}, {"Name": "verified_phone_number", "Priority": 2}],
    ),
    _row(
        "AcrConfiguration",
        "Names of the levels of authentication that tokens carry (ACR).",
        Bounds(longest=4),
        TEXT_MAP,
        source=NEWER,
    ),
    _row(
        "DcrConfiguration.EnableStatus",
        "Apps may register their own app client.",
        Bounds(choices=("Enabled", "Disabled")),
        default="Disabled",
        source=NEWER,
    ),
    *(
        _row(f"DcrConfiguration.{name}", doc, bounds, TEXT_SET, source=NEWER)
        for name, doc, bounds in (
            ("AuthenticatedGrantTypes", "Grants of clients that register with an initial access token.", _GRANTS),
            ("OpenDcrGrantTypes", "Grants of clients that register without one.", _GRANTS),
            (
                "AllowedScopes",
                "Scopes that such clients may ask for besides those of OpenID Connect.",
                Bounds(longest=50, pattern=r"[\x21\x23-\x5B\x5D-\x7E]{1,256}"),
            ),
        )
    ),
    _row(
        "DeletionProtection",
        "The pool cannot be deleted while it is ACTIVE.",
        Bounds(choices=("ACTIVE", "INACTIVE")),
        default="INACTIVE",
    ),
    _row(
        "DeviceConfiguration.ChallengeRequiredOnNewDevice",
        "A remembered device may stand in for the second factor.",
        SWITCHES,
        SWITCH,
    ),
    _row(
        "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt",
        "Devices are remembered only when the user says so.",
        SWITCHES,
        SWITCH,
    ),
    _row(
        "EmailConfiguration.ConfigurationSet",
        "Configuration set of SES that mails are sent with.",
        Bounds(pattern=r"[a-zA-Z0-9_-]{1,64}"),
    ),
    _row(
        "EmailConfiguration.EmailSendingAccount",
        "Whether Cognito or the account's own SES sends mail.",
        Bounds(choices=("COGNITO_DEFAULT", "DEVELOPER")),
        default="COGNITO_DEFAULT",
    ),
    _row("EmailConfiguration.ReplyToEmailAddress", "Where answers to mails go.", Bounds(pattern=r"[^\s@]+@[^\s@]+")),
    _row("EmailConfiguration.SourceArn", "Verified identity of SES that mails come from.", ARN_BOUNDS),
    _row(
        "IssuerConfiguration.Type",
        "Form of the issuer in tokens.",
        Bounds(choices=("ORIGINAL", "UPDATED")),
        default="ORIGINAL",
    ),
    _row(
        "KeyConfiguration.KeyType",
        "Whose key encrypts the pool.",
        Bounds(choices=("AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY")),
        default="AWS_OWNED_KEY",
    ),
    _row("KeyConfiguration.KmsKeyArn", "The account's own key that encrypts the pool.", ARN_BOUNDS),
    _row(
        "LambdaConfig.KMSKeyID",
        "Key that codes are encrypted with on their way to `auth_hooks.send_email` and `send_sms`.",
        ARN_BOUNDS,
    ),
    _row(
        "Policies.PasswordPolicy.PasswordHistorySize",
        "Former passwords that cannot be used again.",
        Bounds(minimum=0, maximum=24),
        WHOLE,
        0,
    ),
    _row(
        "Policies.PasswordPolicy.TemporaryPasswordValidityDays",
        "Days that a temporary password works.",
        Bounds(minimum=0, maximum=365),
        WHOLE,
        7,
    ),
    _row(
        "PoolName",
        "Name of the pool in the console.",
        Bounds(longest=128, pattern=r"[A-Za-z0-9_ \t-\r+=,.@-]+"),
        described="Name",
        nullable=False,
    ),
    _row(
        "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
        "A new address or number counts only once it is verified.",
        Bounds(choices=("email", "phone_number")),
        TEXT_SET,
        [],
    ),
    _row(
        "UserPoolAddOns.AdvancedSecurityMode",
        "Threat protection: off, told in logs only, or acting.",
        Bounds(choices=("OFF", "AUDIT", "ENFORCED")),
        default="OFF",
        note="needs `UserPoolTier: PLUS`",
    ),
    _row(
        "UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode",
        "Threat protection of custom challenges.",
        Bounds(choices=("AUDIT", "ENFORCED")),
    ),
    _row(
        "UserPoolTier",
        "Feature plan.",
        Bounds(choices=("LITE", "ESSENTIALS", "PLUS")),
        default="ESSENTIALS",
    ),
    _row(
        "AliasAttributes",
        "What identifies a user besides the username.",
        Bounds(choices=("email", "phone_number", "preferred_username")),
        TEXT_SET,
        [],
        create_only=True,
    ),
    _row(
        "UsernameAttributes",
        "What is taken for the username.",
        Bounds(choices=("email", "phone_number")),
        TEXT_SET,
        [],
        create_only=True,
    ),
    _row(
        "UsernameConfiguration.CaseSensitive",
        "Usernames that differ in case are different.",
        SWITCHES,
        SWITCH,
        True,  # noqa: FBT003 - a default on the wire
        create_only=True,
    ),
)


RECORD_MEMBERS: Final[Mapping[str, Mapping[str, object]]] = {
    "AccountRecoverySetting.RecoveryMechanisms": {
        "Name": ("verified_email", "verified_phone_number", "admin_only"),
        "Priority": (1, 2),
    },
}
"""Members of maps in lists: the words or numbers to choose from; `None` for any text, another map for a record."""
