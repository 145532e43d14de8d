"""From an app and a branch to stacks and what is in them: wave by wave, each wave in parallel.

1  the branch (Gen 2: its stack; Gen 1: the stack of its backend environment), or only explicit ids
2  outputs, metadata and resources of the root stack, and tags, which hold the names that the app's code uses
3… the stacks in it, level by level
n  for an explicit id that no stack above has: the stack that made it
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from baasctl.model.deferred import references_in
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Forbidden, NotFound
from baasctl.model.target import Target
from baasctl.providers.amplify.clients import amplify_apps, cloudformation, tagging
from baasctl.providers.amplify.clients.aws import AwsApis
from baasctl.providers.amplify.discovery import dead_ends
from baasctl.providers.amplify.discovery.belongings import belongings
from baasctl.providers.amplify.discovery.finding import ACCOUNT, BESIDE, METADATA, OUTPUTS, SOURCE, STACK, TAGS, found
from baasctl.providers.amplify.discovery.naming import LISTS
from baasctl.providers.amplify.discovery.naming import OUTPUTS as OUTPUT_IDS
from baasctl.providers.amplify.discovery.stack_rows import nested, without_secrets
from baasctl.providers.contract import Answer, Answers, Belonging, Source, Wanted

EXPLICIT: Final = ("user_pool", "user_pool_client", "identity_pool", "api")
_HAVE_STACKS: Final = ("user_pool", "identity_pool")
_MOST_STACKS: Final = 500


class Discovery:
    """The documents that lead to an app's resources; satisfies `baasctl.providers.part.Discovery`."""

    def __init__(self, target: Target, aws: AwsApis) -> None:
        self._target = target
        self._aws = aws

    def has(self, name: str) -> bool:
        """Whether a document is one of these."""
        return name == SOURCE or name.startswith(f"{SOURCE}/")

    def sources(self, wanted: Wanted, answers: Answers) -> Sequence[Source]:
        """What is to be fetched next; empty when all is known. Pure."""
        if not wanted.kinds:
            return ()
        names = (*_next_names(answers), *((ACCOUNT,) if _needs_account(wanted, answers) else ()))
        return tuple(Source(name, wanted.kinds) for name in names if name not in answers)

    def fetch(self, name: str) -> Answer:
        """One of the documents; what the credential may not ask is `{"denied": reason}` where ids can still be told.

        Raises:
            ProviderError: The app, branch or stack is not there, or AWS could not be asked.
        """
        if name == SOURCE:
            return self._start()
        if name == ACCOUNT:
            return {"id": str(self._aws.ask("sts", "get_caller_identity")["Account"])}
        try:
            return self._fetched(name)
        except Forbidden as error:
            return {"denied": dead_ends.reason_of(error)}

    def inventory(self, answers: Answers) -> Sequence[Belonging]:
        """The app's resources and their owners. Pure."""
        return tuple(belongings(found(answers)))

    def notes(self, answers: Answers) -> Iterator[Diagnostic]:
        """Warnings about what could not be asked, or not be told apart. Pure."""
        return dead_ends.notes(found(answers), self._target)

    def _start(self) -> Answer:
        target, explicit = self._target, explicit_ids(self._target)
        app = target.project if target.named_by == "app" else ""
        start = {"app": app, "branch": "", "environment": "", "stack": "", "explicit": explicit}
        if not app:
            return start
        start["branch"] = branch = branch_of(target)
        try:
            return {**start, **_backend(self._aws, app, branch)}
        except Forbidden as error:
            if not explicit:
                raise
            return {**start, "denied": dead_ends.reason_of(error)}
        except NotFound as error:
            raise dead_ends.no_branch(self._aws, target, app, branch) from error

    def _fetched(self, name: str) -> Answer:
        kind, _, rest = name.removeprefix(f"{SOURCE}/").partition("/")
        if kind == "tags":
            app, _, branch = rest.partition("/")
            return tagging.tagged(self._aws, {"amplify:app-id": app, "amplify:branch-name": branch})
        if kind == "beside":
            return [dict(without_secrets(row)) for row in cloudformation.resources_beside(self._aws, rest)]
        try:
            if kind == "outputs":
                kept = {*OUTPUT_IDS, *LISTS}
                return {key: value for key, value in cloudformation.outputs(self._aws, rest).items() if key in kept}
            if kind == "metadata":
                return {"text": cloudformation.metadata(self._aws, rest)}
            return [dict(without_secrets(row)) for row in cloudformation.resources(self._aws, rest)]
        except NotFound as error:
            raise dead_ends.no_stack(self._target, rest) from error


def branch_of(target: Target) -> str:
    """The branch that a target means."""
    written = target.settings.get("branch")
    return written if isinstance(written, str) and written else "main"


def explicit_ids(target: Target) -> dict[str, str]:
    """The ids that a target names itself."""
    written = {name: target.settings.get(name) for name in EXPLICIT}
    if target.named_by in EXPLICIT:
        written[target.named_by] = target.project
    return {name: value for name, value in written.items() if isinstance(value, str) and value}


def _needs_account(wanted: Wanted, answers: Answers) -> bool:
    """Whether a reference may hold the account, or adopt may write one, and no stack tells it."""
    is_asked = wanted.desired is None or any(any(references_in(one.attributes)) for one in wanted.desired.resources)
    return is_asked and SOURCE in answers and not found(answers).account


def _next_names(answers: Answers) -> Iterator[str]:
    yield SOURCE
    start = answers.get(SOURCE)
    if not isinstance(start, Mapping):
        return
    if start["app"] and not start.get("denied") and not start["environment"]:
        yield f"{TAGS}{start['app']}/{start['branch']}"
    root = start["stack"]
    if root:
        if not start["environment"]:
            yield OUTPUTS + root
            yield METADATA + root
        stacks = [root, *_nested(answers)]
        yield from (STACK + stack for stack in stacks)
        if any(STACK + stack not in answers for stack in stacks):
            return
    ids = {row["id"] for name, answer in answers.items() if name.startswith(STACK) for row in _rows(answer)}
    yield from (BESIDE + start["explicit"][name] for name in _HAVE_STACKS
                if start["explicit"].get(name) and start["explicit"][name] not in ids)  # fmt: skip


def _nested(answers: Answers) -> list[str]:
    found = [stack for name, answer in answers.items() if name.startswith(STACK) for stack in nested(_rows(answer))]
    return found[:_MOST_STACKS]


def _rows(answer: Answer) -> Sequence[Mapping[str, str]]:
    return answer if isinstance(answer, list) else ()


def _backend(aws: AwsApis, app: str, branch: str) -> dict[str, str]:
    """The stack of a branch, or of the backend environment of that name.

    Raises:
        ProviderError: `NotFound` where the app has neither.
    """
    missing: NotFound | None = None
    try:
        linked_branch = amplify_apps.branch(aws, app, branch)
    except NotFound as error:
        linked_branch, missing = {}, error
    if stack := str((linked_branch.get("backend") or {}).get("stackArn") or ""):
        return {"stack": stack}
    environments = amplify_apps.backend_environments(aws, app)
    linked = str(linked_branch.get("backendEnvironmentArn") or "").rpartition("/")[2]
    name = next((each for each in (linked, branch) if each in environments), "")
    if not name and missing is not None:
        raise missing
    return {"environment": name, "stack": environments[name]} if name else {}
