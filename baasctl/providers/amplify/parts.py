"""The groups of kinds, in the order in which they normalise."""

from __future__ import annotations

from baasctl.providers.amplify.appsync.part import GraphqlApiPart
from baasctl.providers.amplify.function_secrets import FunctionSecretsPart
from baasctl.providers.amplify.iam.access_part import StorageAccessPart
from baasctl.providers.amplify.iam.role_part import RolesPart
from baasctl.providers.amplify.identity_pools.part import IdentityPoolPart
from baasctl.providers.amplify.lambda_functions.functions_part import FunctionsPart
from baasctl.providers.amplify.object_storage.bucket_part import BucketsPart
from baasctl.providers.amplify.pool_members.app_clients_part import AppClientsPart
from baasctl.providers.amplify.pool_members.groups_part import GroupsPart
from baasctl.providers.amplify.pool_members.identity_providers_part import IdentityProvidersPart
from baasctl.providers.amplify.pool_members.resource_servers_part import ResourceServersPart
from baasctl.providers.amplify.project import BuildPart
from baasctl.providers.amplify.user_pool.part import UserPoolPart
from baasctl.providers.amplify.web_hosting.part import HostingPart

PARTS: tuple[BuildPart, ...] = (
    UserPoolPart,
    GroupsPart,
    ResourceServersPart,
    IdentityProvidersPart,
    AppClientsPart,
    IdentityPoolPart,
    HostingPart,
    BucketsPart,
    RolesPart,
    StorageAccessPart,
    FunctionSecretsPart,
    FunctionsPart,
    GraphqlApiPart,
)
