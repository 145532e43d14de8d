"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.supabase.api_keys import ApiKeysPart
from baasctl.providers.supabase.auth_settings.part import AuthPart
from baasctl.providers.supabase.buckets import BucketsPart
from baasctl.providers.supabase.database_access.part import DatabasePart
from baasctl.providers.supabase.function_secrets import FunctionSecretsPart
from baasctl.providers.supabase.functions import FunctionsPart
from baasctl.providers.supabase.project import BuildPart
from baasctl.providers.supabase.project_settings.part import SettingsPart
from baasctl.providers.supabase.project_settings.publication_part import PublicationPart
from baasctl.providers.supabase.signing_keys import SigningKeysPart
from baasctl.providers.supabase.storage_buckets.sql import SqlBucketsPart

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
