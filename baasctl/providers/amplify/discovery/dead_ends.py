"""What is said where an app, a branch or a stack does not lead on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.errors import Forbidden, NotFound, ProviderError
from baasctl.model.problems import nearest
from baasctl.model.target import Target
from baasctl.providers.amplify.clients import amplify_apps
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.discovery.finding import Found
from baasctl.providers.amplify.stack_names import stack_name


def reason_of(error: ProviderError) -> str:
    """An error in one line."""
    first = error.diagnostics[0]
    return f"{first.summary}: {first.detail}"


def no_branch(aws: AwsApis, target: Target, app: str, branch: str) -> NotFound:
    """The error for an app or a branch that is not there, with the ones that are."""
    try:
        branches = amplify_apps.branch_names(aws, app)
    except NotFound:
        return _no_app(aws, target, app)
    except ProviderError:
        branches = []
    hint = nearest(branch, branches) or "the app has no branch; name the resources in the target (`user_pool: …`)"
    return NotFound(
        Diagnostic(
            code="READ302",
            summary="the app has no such branch",
            detail=f"app `{app}` has neither a branch nor a backend environment `{branch}`",
            hint=hint,
            span=target.span,
        )
    )


def no_stack(target: Target, stack: str) -> NotFound:
    """The error for a stack that Amplify leads to and CloudFormation does not have."""
    return NotFound(
        Diagnostic(
            code="READ303",
            summary="the stack of the backend is not there",
            detail=f"Amplify leads to the stack `{stack_name(stack)}`, which CloudFormation does not have",
            hint="deploy the backend again, or name its resources in the target (`user_pool: …`)",
            span=target.span,
        )
    )


def nothing_leads(denied: Sequence[str], found: Diagnostic) -> ProviderError:
    """The error for a resource that nothing leads to: a permission's, where something could not be asked.

    Args:
        denied: See `Found.denied`.
        found: What to tell about the resource.
    """
    if not denied:
        return NotFound(found)
    return Forbidden(replace(found, detail=f"{found.detail}; not all could be asked: {denied[0]}"))


def notes(known: Found, target: Target) -> Iterator[Diagnostic]:
    """Warnings about what could not be asked, or not be told apart."""
    for reason in known.denied:
        yield Diagnostic(
            code="READ307",
            severity=Severity.WARNING,
            summary="not all of the app's resources and owners could be found out",
            detail=reason,
            hint="allow it to the credential, or name the resources in the target (`user_pool: …`); without stacks"
            " nobody knows what CloudFormation owns",
            span=target.span,
        )
    for name, several in known.ambiguous.items():
        yield Diagnostic(
            code="READ308",
            severity=Severity.WARNING,
            summary="the backend has several resources of a sort",
            detail=f"`{name}` may be {', '.join(f'`{each}`' for each in several)}",
            hint=f"name one in the target: `{name}: {several[0]}`",
            span=target.span,
        )


def _no_app(aws: AwsApis, target: Target, app: str) -> NotFound:
    try:
        apps = amplify_apps.app_ids(aws)
    except ProviderError:
        apps = {}
    by_name = [found for found, name in apps.items() if name == app]
    if by_name:
        hint = f"`{app}` is the name of an app: its id is `{by_name[0]}`"
    else:
        hint = nearest(app, apps) or "this account has no app here: look at `region` and at the credential"
    return NotFound(
        Diagnostic(
            code="READ306",
            summary="Amplify knows no such app",
            detail=f"there is no app `{app}` in {aws.region} for this credential",
            hint=hint,
            span=target.span,
        )
    )
