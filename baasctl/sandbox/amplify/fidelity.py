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
        "boto3 1.43.106 and awscli 1.45 read them",
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
)

NOT_SIMULATED: tuple[str, ...] = (
    "AWS is MiniStack; where it differs from AWS and no row above says otherwise, the sandbox differs too",
    "signatures are not verified, nor are permissions of the credential: every access key of an account may do all",
    "a `kill -9` of MiniStack loses what changed since the sandbox was started, except objects of buckets",
    "sign-in, hosted UI, GraphQL requests and real builds of branches: only what configuration and rules are made of",
    "writing operations of `amplifybackend`: its jobs are not there",
    "certificates and DNS of domains: they are settled at once",
)
