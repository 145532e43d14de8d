"""Every setting of an app, a branch, a domain and a webhook: its name in a spec, on the wire, and its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from baasctl.model.value import Value
from baasctl.providers.amplify.web_hosting.forms import (
    CERTIFICATE,
    FIXED_TEXT,
    NAMES,
    RULES,
    SECONDS,
    SUBDOMAINS,
    SWITCH,
    TEXT,
    VARIABLES,
    Form,
    choice,
)

STAGE: Final = choice(
    {each.lower(): each for each in ("PRODUCTION", "BETA", "DEVELOPMENT", "EXPERIMENTAL", "PULL_REQUEST")}
)
PLATFORM: Final = choice({each.lower(): each for each in ("WEB", "WEB_DYNAMIC", "WEB_COMPUTE")})
CACHE: Final = choice({"managed": "AMPLIFY_MANAGED", "managed_no_cookies": "AMPLIFY_MANAGED_NO_COOKIES"})
MACHINE: Final = choice({each.lower(): each for each in ("STANDARD_8GB", "LARGE_16GB", "XLARGE_72GB")})
CREDENTIALS: Final = "basicAuthCredentials"
REPOSITORY: Final = "repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One setting.

    Attributes:
        name: Dotted, inside its app, branch, domain or webhook.
        wire: Dotted, in what `Update…` takes.
        form: `None`: not read and written like the others (the parts of `basicAuthCredentials`, tokens).
        absent: What a missing member means; null: nothing is set.
        pattern: Of a text, where the service model has none.
        rebuilds: It takes effect with the next build.
    """

    name: str
    wire: str
    form: Form | None
    absent: Value = None
    pattern: str | None = None
    note: str = ""
    rebuilds: bool = False

    @property
    def path(self) -> str:
        """JSON Pointer inside its app, branch, domain or webhook."""
        return f"/{self.name.replace('.', '/')}"


_NO_NAME: Final = "an empty text is not taken, so that it cannot be taken away again"
_BRANCH_BUILD: Final = (
    Row(name="stage", wire="stage", form=STAGE),
    Row(name="framework", wire="framework", form=TEXT, rebuilds=True),
    Row(name="auto_build", wire="enableAutoBuild", form=SWITCH, absent=False),
    Row(name="env", wire="environmentVariables", form=VARIABLES, rebuilds=True),
    Row(name="build_spec", wire="buildSpec", form=FIXED_TEXT, note=_NO_NAME, rebuilds=True),
    Row(name="basic_auth.enabled", wire="enableBasicAuth", form=SWITCH, absent=False),
    Row(name="basic_auth.username", wire=CREDENTIALS, form=None, pattern=r"[^:]+", note="goes with the password"),
    Row(name="basic_auth.password", wire=CREDENTIALS, form=None, note="goes with the name; compared by a digest"),
    Row(name="performance_mode", wire="enablePerformanceMode", form=SWITCH, absent=False),
    Row(name="pull_request_previews", wire="enablePullRequestPreview", form=SWITCH, absent=False),
    Row(name="pull_request_environment", wire="pullRequestEnvironmentName", form=TEXT),
)
BRANCH: Final = (
    *_BRANCH_BUILD,
    Row(name="description", wire="description", form=TEXT),
    Row(name="display_name", wire="displayName", form=FIXED_TEXT, note=_NO_NAME),
    Row(name="ttl", wire="ttl", form=SECONDS),
    Row(name="notifications", wire="enableNotification", form=SWITCH, absent=False),
    Row(name="skew_protection", wire="enableSkewProtection", form=SWITCH, absent=False, rebuilds=True),
    Row(
        name="backend_stack",
        wire="backend.stackArn",
        form=FIXED_TEXT,
        note="written by Amplify itself when it deploys a backend of Gen 2",
    ),
    Row(name="backend_environment", wire="backendEnvironmentArn", form=TEXT),
    Row(name="compute_role", wire="computeRoleArn", form=TEXT, rebuilds=True),
)
APP: Final = (
    Row(name="name", wire="name", form=FIXED_TEXT),
    Row(name="description", wire="description", form=TEXT),
    Row(name="platform", wire="platform", form=PLATFORM, absent="web", rebuilds=True),
    Row(
        name="repository",
        wire=REPOSITORY,
        form=FIXED_TEXT,
        note="Amplify takes another repository with a token only: `access_token` or `oauth_token`",
    ),
    Row(name="access_token", wire="accessToken", form=None, note="never read back, so never compared"),
    Row(name="oauth_token", wire="oauthToken", form=None, note="never read back, so never compared"),
    Row(name="service_role", wire="iamServiceRoleArn", form=TEXT),
    Row(name="compute_role", wire="computeRoleArn", form=TEXT, rebuilds=True),
    Row(name="env", wire="environmentVariables", form=VARIABLES, rebuilds=True),
    Row(name="build_spec", wire="buildSpec", form=FIXED_TEXT, note=_NO_NAME, rebuilds=True),
    Row(name="custom_rules", wire="customRules", form=RULES),
    Row(name="custom_headers", wire="customHeaders", form=TEXT),
    Row(name="basic_auth.enabled", wire="enableBasicAuth", form=SWITCH, absent=False),
    Row(name="basic_auth.username", wire=CREDENTIALS, form=None, pattern=r"[^:]+", note="goes with the password"),
    Row(name="basic_auth.password", wire=CREDENTIALS, form=None, note="goes with the name; compared by a digest"),
    Row(name="branch_auto_build", wire="enableBranchAutoBuild", form=SWITCH, absent=False),
    Row(name="branch_auto_deletion", wire="enableBranchAutoDeletion", form=SWITCH, absent=False),
    Row(name="auto_branch_creation.enabled", wire="enableAutoBranchCreation", form=SWITCH, absent=False),
    Row(name="auto_branch_creation.patterns", wire="autoBranchCreationPatterns", form=NAMES),
    *(
        Row(
            name=f"auto_branch_creation.{row.name}",
            wire=f"autoBranchCreationConfig.{row.wire}",
            form=row.form,
            absent=row.absent,
            pattern=row.pattern,
            note=row.note,
        )
        for row in _BRANCH_BUILD
    ),
    Row(name="cache", wire="cacheConfig.type", form=CACHE, absent="managed_no_cookies"),
    Row(name="build_machine", wire="jobConfig.buildComputeType", form=MACHINE, absent="standard_8gb"),
)
DOMAIN: Final = (
    Row(name="subdomains", wire="subDomainSettings", form=SUBDOMAINS),
    Row(name="auto_subdomains.enabled", wire="enableAutoSubDomain", form=SWITCH, absent=False),
    Row(name="auto_subdomains.patterns", wire="autoSubDomainCreationPatterns", form=NAMES),
    Row(
        name="auto_subdomains.role",
        wire="autoSubDomainIAMRole",
        form=TEXT,
    ),
    Row(
        name="certificate",
        wire="certificateSettings",
        form=CERTIFICATE,
        note="`type` is CUSTOM with it and AMPLIFY_MANAGED without",
    ),
)
WEBHOOK: Final = (Row(name="branch", wire="branchName", form=FIXED_TEXT),)
SECTIONS: Final = {"branches": BRANCH, "domains": DOMAIN, "webhooks": WEBHOOK}
"""By the name of the map that holds them."""
OPERATIONS: Final = {
    "app": "UpdateApp",
    "branches": "UpdateBranch",
    "domains": "UpdateDomainAssociation",
    "webhooks": "UpdateWebhook",
}
