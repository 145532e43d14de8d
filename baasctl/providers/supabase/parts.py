"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.supabase.api_keys import ApiKeysPart
from baasctl.providers.supabase.auth_part import AuthPart
from baasctl.providers.supabase.bucket_sql import SqlBucketsPart
from baasctl.providers.supabase.buckets import BucketsPart
from baasctl.providers.supabase.database import DatabasePart
from baasctl.providers.supabase.function_secrets import FunctionSecretsPart
from baasctl.providers.supabase.functions import FunctionsPart
from baasctl.providers.supabase.project import BuildPart
from baasctl.providers.supabase.publication_part import PublicationPart
from baasctl.providers.supabase.settings_part import SettingsPart
from baasctl.providers.supabase.signing_keys import SigningKeysPart

PARTS: tuple[BuildPart, ...] = (
    AuthPart,
    DatabasePart,
    FunctionsPart,
    FunctionSecretsPart,
    SettingsPart,
    BucketsPart,
    ApiKeysPart,
    SigningKeysPart,
)

SELF_HOSTED_PARTS: tuple[BuildPart, ...] = (DatabasePart, PublicationPart, SqlBucketsPart)
"""Those that need SQL and nothing else."""
