"""How true the simulated AWS is, beyond what MiniStack says of itself.

An assumed behaviour has its test in `tests/live/amplify/`: row `some-name`, function `test_some_name`.
"""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.behaviour import Behaviour, Grade

MODELS: Final = "botocore 1.43.106, data/<service>/service-2.json"
MINISTACK: Final = "PyPI ministack 1.5.33"
TERRAFORM: Final = "hashicorp/terraform-provider-aws, internal/service/"
CDKD: Final = "go-to-k/cdkd, src/provisioning/providers/"
REAL_DRIFT: Final = "go-to-k/cdk-real-drift, tests/corpus and src/normalize"
AMPLIFY_BACKEND: Final = "aws-amplify/amplify-backend, packages/"


def _row(grade: Grade, name: str, behaviour: str, source: str) -> Behaviour:
    return Behaviour(name=name, provider="amplify", behaviour=behaviour, grade=grade, source=source)


TABLE: tuple[Behaviour, ...] = (
    _row(
        Grade.CHECKED,
        "aws-credentials",
        "An unknown access key is refused with the code, the status and the envelope of the service's protocol.",
        "boto3 1.43.106 and awscli 1.46.3 read them",
    ),
    _row(
        Grade.CHECKED,
        "aws-throttling",
        "A fault with status 429 is the throttling error that botocore's retries know for the service.",
        "botocore 1.43.106, data/_retry.json and retries/standard.py",
    ),
    _row(
        Grade.SPECIFIED,
        "amplify-gen-2-stack",
        "A branch leads to its root stack, whose metadata and outputs name everything, over nested stacks.",
        f"{AMPLIFY_BACKEND}backend-output-schemas, packages/platform-core",
    ),
    _row(
        Grade.SPECIFIED,
        "amplify-table-type",
        "Tables of Amplify's stacks are `Custom::AmplifyDynamoDBTable`, which CloudFormation's drift does not see.",
        "a synthesised app of @aws-amplify/backend 1.25.1",
    ),
    _row(
        Grade.SPECIFIED,
        "amplify-template-metadata",
        "`GetTemplateSummary` has the template's metadata as a JSON text.",
        f"{AMPLIFY_BACKEND}deployed-backend-client/src/stack_metadata_output_retrieval_strategy.ts",
    ),
    _row(
        Grade.SPECIFIED,
        "amplify-updates-keep",
        "`UpdateApp` and `UpdateBranch` keep every member that is not sent.",
        f"{TERRAFORM}amplify/app.go, branch.go send what changed alone, and its tests pass",
    ),
    _row(
        Grade.RECORDED,
        "amplify-no-variables",
        "An empty map of environment variables changes nothing, a name of one blank removes all, none is refused.",
        "aws/aws-sdk-go-v2 #2788, hashicorp/terraform-provider-aws #39327, #39397",
    ),
    _row(
        Grade.RECORDED,
        "amplify-app-defaults",
        "A new app caches without cookies, builds on STANDARD_8GB and has empty headers; a new branch has no stage.",
        REAL_DRIFT,
    ),
    _row(
        Grade.RECORDED,
        "user-pool-resets",
        "`UpdateUserPool` without verified attributes, triggers or tags takes them away; the other members stay.",
        f"{CDKD}cognito-provider.ts (measured 2026-08), aws/aws-cli #3302, #6839",
    ),
    _row(
        Grade.RECORDED,
        "user-pool-second-factors",
        "`SetUserPoolMfaConfig` replaces all; no mode is OFF; OFF with a factor and ON with a code are refused.",
        f"{CDKD}cognito-provider.ts (measured 2026-08)",
    ),
    _row(
        Grade.SPECIFIED,
        "user-pool-threat-protection",
        "Threat protection is for pools of the plan PLUS; it, log delivery and managed pages read back as given.",
        MODELS,
    ),
    _row(
        Grade.SPECIFIED,
        "aws-model-checks",
        "Enums, lengths, bounds and patterns of the service's model are enforced, all violations in one message.",
        MODELS,
    ),
    _row(
        Grade.RECORDED,
        "user-pool-update-ledger",
        "`UpdateUserPool` empties verified attributes, triggers and tags that are not sent, and keeps the rest.",
        f"{CDKD}cognito-provider.ts; aws/aws-cli #6839, #3302",
    ),
    _row(
        Grade.RECORDED,
        "user-pool-mfa",
        "`SetUserPoolMfaConfig` replaces everything, and refuses factors and first factors that do not go together.",
        f"{CDKD}cognito-provider.ts, measured 2026-08",
    ),
    _row(
        Grade.SPECIFIED,
        "user-pool-refusals",
        "Second factors need one, text messages a role; protected pools and pools with a domain are not deleted.",
        "botocore 1.43.106, cognito-idp, CreateUserPool and DeleteUserPool; research of 2026-11",
    ),
    _row(
        Grade.ASSUMED,
        "user-pool-tags-of-aws",
        "Tags of a user pool that begin with `aws:` are refused.",
        "no source for this operation; see the live test",
    ),
    _row(
        Grade.ASSUMED,
        "user-pool-client-update-resets",
        "`UpdateUserPoolClient` resets what is not sent; refresh validity, revocation and session length stay.",
        "documented; cdk-real-drift #1613 and #1689 saw the three that stay; see the live test",
    ),
    _row(
        Grade.SPECIFIED,
        "user-pool-client-refusals",
        "Unknown providers, OAuth without a callback, and legacy beside new sign-in flows are refused.",
        f"{TERRAFORM}cognitoidp; botocore's model",
    ),
    _row(
        Grade.SPECIFIED,
        "identity-provider-details",
        "Each type needs its details, and is shown with the addresses and the mapping that Cognito adds.",
        f"{TERRAFORM}cognitoidp, identity_provider; {REAL_DRIFT}",
    ),
    _row(
        Grade.RECORDED,
        "bucket-defaults",
        "A new bucket blocks public access, has no access lists and encrypts with AES256.",
        REAL_DRIFT,
    ),
    _row(
        Grade.SPECIFIED,
        "policy-documents",
        "Policies of buckets and roles that are no JSON, lack a member or name a missing role are refused.",
        "AWS's reference of IAM policies; moto 5.2.5, moto/iam/policy_validation.py",
    ),
    _row(
        Grade.SPECIFIED,
        "lambda-refusals",
        "Unknown runtimes, roles that do not trust Lambda, reserved variables and changes while busy are refused.",
        "AWS's developer guide of Lambda; cdkd's table of retryable errors",
    ),
    _row(
        Grade.SPECIFIED,
        "stack-of-a-resource",
        "`DescribeStackResources` finds the stack of a physical id; a nested stack is asked by itself.",
        MODELS,
    ),
    _row(
        Grade.ASSUMED,
        "identity-pool-update-resets",
        "`UpdateIdentityPool` resets providers that are not sent; the classic flow, roles and tags stay.",
        "documented; that the classic flow stays was seen by go-to-k/cdk-real-drift; see the live test",
    ),
    _row(
        Grade.SPECIFIED,
        "identity-pool-tags",
        "Tags that an identity pool is made with and tags that it gets later are the same tags.",
        MODELS,
    ),
    _row(
        Grade.ASSUMED,
        "user-pool-group-update-resets",
        "`UpdateGroup` resets description, precedence and role that are not sent; a group without precedence is last.",
        "documented for other parts of a pool, of groups by nobody; see the live test",
    ),
    _row(
        Grade.SPECIFIED,
        "user-pool-client-answers",
        "Lists of a client are sets, echoed in order; rotation and a secret of one's own stay; nothing empty is shown.",
        f"{REAL_DRIFT}; {MODELS}",
    ),
    _row(
        Grade.RECORDED,
        "appsync-one-change-at-a-time",
        "While a schema is compiled, changes of an API are refused with ConcurrentModificationException.",
        "aws-amplify/amplify-category-api #3135, aws-amplify/amplify-cli #5041, terraform-provider-aws #16211",
    ),
    _row(
        Grade.ASSUMED,
        "appsync-failed-schema",
        "A schema that does not compile ends as FAILED with the reason, and the one before stays.",
        "the status and its details are in botocore's model; see the live test",
    ),
    _row(
        Grade.ASSUMED,
        "appsync-printed-schema",
        "`GetIntrospectionSchema` prints the schema anew: no comments, the types and directives of it.",
        "moto 5.2.5 prints it too, without the directives of AWS; see the live test",
    ),
    _row(
        Grade.SPECIFIED,
        "appsync-keys",
        "A key ends at a full hour, between 1 and 365 days from now.",
        MODELS,
    ),
    _row(
        Grade.SPECIFIED,
        "appsync-auth-modes",
        "Every auth mode comes with its settings, and only modes with an issuer or function of their own come twice.",
        "AWS's developer guide of AppSync, security.html",
    ),
    _row(
        Grade.SPECIFIED,
        "appsync-updates-keep",
        "`UpdateGraphqlApi` keeps every member that is not sent.",
        f"{CDKD}appsync-provider.ts; moto 5.2.5 and MiniStack agree",
    ),
    _row(
        Grade.SPECIFIED,
        "table-protection",
        "A protected table is not deleted; recovery goes back 35 days where nothing is said.",
        "botocore 1.43.106, dynamodb, UpdateTable and UpdateContinuousBackups",
    ),
    _row(
        Grade.SPECIFIED,
        "role-policies-length",
        "All inline policies of a role together have 10,240 characters at most.",
        "AWS's reference of IAM, reference_iam-quotas.html",
    ),
    _row(
        Grade.SPECIFIED,
        "role-descriptions",
        "`UpdateRole` with an empty description leaves the role without one.",
        f"{MODELS}: roleDescriptionType takes it; moto 5.2.5, moto/iam/models.py, update_role",
    ),
    _row(
        Grade.SPECIFIED,
        "lambda-states",
        "A function is changed one request at a time, and not before it is active.",
        "AWS's developer guide of Lambda, functions-states.html",
    ),
    _row(
        Grade.SPECIFIED,
        "bucket-cors",
        "Methods that there are, and no more than one star in an origin or header.",
        "AWS's user guide of S3, ManageCorsUsing.html; moto 5.2.5 checks the methods",
    ),
    _row(
        Grade.SPECIFIED,
        "amplify-backends",
        "`GetBackend` tells the environments of a Gen 1 app, and one environment's configuration as a text.",
        "botocore 1.43.106, amplifybackend",
    ),
)

NOT_SIMULATED: tuple[str, ...] = (
    "AWS is MiniStack; where it differs from AWS and no row above says otherwise, the sandbox differs too",
    "signatures are not verified, nor are permissions of the credential: every access key of an account may do all",
    "a `kill -9` of MiniStack loses what changed since the sandbox was started, except objects of buckets",
    "sign-in, hosted UI, GraphQL requests and real builds of branches: only what configuration and rules are made of",
    "writing operations of `amplifybackend`: its jobs are not there",
    "certificates and DNS of domains: they are settled at once",
)
