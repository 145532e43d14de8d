"""One Amplify app, put together from its parts."""

from __future__ import annotations

from functools import partial

from baasctl.model.state import DesiredState
from baasctl.providers.amplify.clients.aws import connect_aws
from baasctl.providers.amplify.discovery import found
from baasctl.providers.amplify.discovery.walk import Discovery
from baasctl.providers.amplify.export.exporting import exported
from baasctl.providers.amplify.parts import PARTS
from baasctl.providers.amplify.project import Project
from baasctl.providers.amplify.references.adopted import texts_to_references
from baasctl.providers.amplify.references.putting import problems, put_in
from baasctl.providers.amplify.references.texts import Texts
from baasctl.providers.amplify.support import SUPPORT
from baasctl.providers.by_parts import PartedProvider
from baasctl.providers.contract import Answers, Connection


def connect(connection: Connection) -> PartedProvider:
    """See `baasctl.providers.amplify.connect`."""
    aws = connect_aws(connection)
    project = Project(
        target=connection.target,
        aws=aws,
        root=connection.root,
        environment=connection.environment,
        cache=connection.cache,
        pause=connection.pause,
        progress=connection.progress,
    )

    def texts(answers: Answers, desired: DesiredState | None = None) -> Texts:
        return Texts(known=found(answers), region=aws.region, answers=answers, declared=desired)

    return PartedProvider(
        target=connection.target,
        support=SUPPORT,
        parts=tuple(build(project) for build in PARTS),
        calls_so_far=lambda: aws.calls,
        close_connections=aws.close,
        discovery=Discovery(connection.target, aws),
        export=partial(exported, region=aws.region),
        resolve=lambda desired, answers: put_in(desired, texts(answers, desired)),
        reverse=lambda answers: texts_to_references(texts(answers)),
        problems=lambda state: problems(state.desired),
    )
