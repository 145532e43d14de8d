"""The groups of kinds, in the order in which they normalise.

Functions look at the digests of secrets.
"""

from __future__ import annotations

from baasctl.providers.firebase.app_attestation.part import AppCheckPart
from baasctl.providers.firebase.cloud_functions.functions_part import FunctionsPart
from baasctl.providers.firebase.cloud_storage.bucket_part import BucketsPart
from baasctl.providers.firebase.firestore.database_part import DatabasesPart
from baasctl.providers.firebase.firestore.field_part import FieldsPart
from baasctl.providers.firebase.firestore.index_part import IndexesPart
from baasctl.providers.firebase.function_secrets import FunctionSecretsPart
from baasctl.providers.firebase.identity_toolkit.auth_part import AuthPart
from baasctl.providers.firebase.identity_toolkit.idp_part import IdentityProvidersPart
from baasctl.providers.firebase.identity_toolkit.tenant_part import TenantsPart
from baasctl.providers.firebase.project import BuildPart
from baasctl.providers.firebase.remote_template.part import RemoteConfigPart
from baasctl.providers.firebase.rules.database_part import DatabaseRulesPart
from baasctl.providers.firebase.rules.releases_part import ReleasesPart

PARTS: tuple[BuildPart, ...] = (
    AuthPart,
    BucketsPart,
    FunctionSecretsPart,
    FunctionsPart,
    ReleasesPart,
    DatabaseRulesPart,
    IdentityProvidersPart,
    TenantsPart,
    RemoteConfigPart,
    AppCheckPart,
    DatabasesPart,
    IndexesPart,
    FieldsPart,
)
