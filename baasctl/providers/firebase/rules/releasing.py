"""Put rules live: upload a ruleset, point the release at it, look whether it stuck."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from baasctl.model.change import Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid, NotFound, ProviderError, RateLimited
from baasctl.providers.firebase import firestore_rules
from baasctl.providers.firebase.clients import firebase_rules as client
from baasctl.providers.firebase.clients.firebase_projects import project_number
from baasctl.providers.firebase.project import Project
from baasctl.providers.firebase.rules.entries import MOST_RULESETS
from baasctl.providers.firebase.rules.ruleset_text import text_to_write


def put_live(project: Project, change: Change) -> None:
    """Release new rules; the release points at the old ones or the new ones at every moment.

    Raises:
        RateLimited: There is no room for another ruleset.
        Conflict: The release points at somebody else's ruleset.
        ProviderError: And every other failure; a ruleset that was uploaded in vain is removed then.
    """
    google, release = project.google, str(change.facts["release"])
    keep = change.facts.get("keep_rulesets")
    if isinstance(keep, int):
        remove_old(project, keep - 1)
    name = _upload(project, change)
    try:
        client.release_ruleset(google, project.id, release, name)
        found = client.released_ruleset(google, project.id, release)
        if found != name:
            raise Conflict(_other_ruleset(release))
    except ProviderError:
        # Google keeps what a release points at: this is safe also when only the answer was lost.
        with suppress(ProviderError):
            client.delete_ruleset(google, name)
        raise


def old_rulesets(
    rulesets: Sequence[dict[str, object]], releases: Sequence[dict[str, object]], keep: int
) -> tuple[str, ...]:
    """Names of the rulesets beyond the *keep* newest, oldest first; never one that a release points at."""
    newest_first = sorted(rulesets, key=lambda each: str(each.get("createTime", "")), reverse=True)
    released = {str(each.get("rulesetName", "")) for each in releases}
    names = [str(each.get("name", "")) for each in newest_first[max(0, keep) :]]
    return tuple(name for name in reversed(names) if name not in released)


def remove_old(project: Project, keep: int) -> None:
    """Delete old rulesets.

    Raises:
        ProviderError: One could not be deleted.
    """
    google = project.google
    old = old_rulesets(client.rulesets(google, project.id), client.releases(google, project.id), keep)
    for number, name in enumerate(old, 1):
        project.progress(f"deleting old rulesets, {number} of {len(old)}")
        # Gone already, or released by somebody since they were listed.
        with suppress(NotFound, Invalid):
            client.delete_ruleset(google, name)


def _upload(project: Project, change: Change) -> str:
    point = ""
    database = change.address.segments[0]
    if change.address.kind == firestore_rules.KIND and database != firestore_rules.DEFAULT:
        point = firestore_rules.attachment_point(project_number(project.google, project.id), database)
    try:
        return client.create_ruleset(
            project.google, project.id, str(change.facts["file"]), text_to_write(change), point
        )
    except RateLimited as error:
        said = error.diagnostics[0].detail if error.diagnostics else ""
        raise RateLimited(_no_room(said), retry_after_s=error.retry_after_s) from error


def _no_room(said: str) -> Diagnostic:
    return Diagnostic(
        code="APPLY250",
        summary="Firebase takes no further ruleset",
        detail=f"{said}\na project can have {MOST_RULESETS:,} rulesets, released or not",
        hint="let baasctl delete old ones first, with `prune: {rulesets: keep 100}`;"
        " if there are few, try again in a minute",
    )


def _other_ruleset(release: str) -> Diagnostic:
    return Diagnostic(
        code="APPLY251",
        summary="a release does not point at the rules that were just released",
        detail=f"release `{release}`: another tool released other rules at the same moment",
        hint="make a new plan",
    )
