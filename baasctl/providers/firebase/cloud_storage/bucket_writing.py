"""Writes of one bucket: made, linked to Firebase, and opened last; every step can be repeated after a death."""

from __future__ import annotations

from dataclasses import dataclass

from baasctl.model.change import Action, Change
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import Conflict, Invalid, NotFound, PlanStale
from baasctl.providers.firebase.buckets import encode, with_readers
from baasctl.providers.firebase.clients import cloud_storage as client
from baasctl.providers.firebase.clients.iam_policy import change_policy
from baasctl.providers.firebase.project import Project


@dataclass(frozen=True, slots=True)
class BucketWriting:
    """Carries out one change."""

    project: Project

    def write(self, change: Change) -> None:
        """See the module. A bucket of another name is made first; the former one goes if it is empty.

        Raises:
            ProviderError: Google refuses, or nobody knows.
            PlanStale: The bucket was changed since it was read.
        """
        name, former = names_of(change)
        if change.action is Action.DELETE:
            self._delete(name)
        elif change.action is Action.UPDATE:
            self._change(name, change)
        else:
            self._create(name, change)
            if former:
                self._delete(former)

    def _change(self, name: str, change: Change) -> None:
        body = encode(change)
        if body:
            try:
                client.change_bucket(self.project.google, name, body, change.version)
            except Conflict as error:
                raise PlanStale(*error.diagnostics) from error
        if change.field_at("/public"):
            self._open_or_close(name, public=(change.after or {}).get("public") is True)

    def _create(self, name: str, change: Change) -> None:
        """A bucket that the project has already, but Firebase does not know, gets what is declared and is linked."""
        google, project = self.project.google, self.project.id
        after = change.after or {}
        body = encode(change)
        if name == f"{project}{client.DEFAULT_ENDING}":
            self._create_default(name, str(after.get("location") or "US"), body)
        else:
            try:
                client.create_bucket(google, project, {"name": name, **body})
            except Conflict:
                if all(each.get("name") != name for each in client.buckets(google, project)):
                    raise
                client.change_bucket(google, name, _without_location(body), None)
            client.link(google, project, name)
        if after.get("public") is not None:
            self._open_or_close(name, public=after.get("public") is True)

    def _create_default(self, name: str, location: str, body: dict[str, object]) -> None:
        """Only Firebase makes the project's own bucket; it links it too."""
        google, project = self.project.google, self.project.id
        try:
            client.create_default_bucket(google, project, location)
        except Conflict:
            client.link(google, project, name)
        rest = _without_location(body)
        if rest:
            client.change_bucket(google, name, rest, None)

    def _open_or_close(self, name: str, *, public: bool) -> None:
        google = self.project.google
        change_policy(
            lambda: client.policy(google, name),
            lambda wanted: client.write_policy(google, name, wanted),
            lambda found: with_readers(found, public=public),
        )

    def _delete(self, name: str) -> None:
        try:
            client.delete_bucket(self.project.google, name)
        except NotFound:
            return
        except Conflict as error:
            raise Invalid(
                Diagnostic(
                    code="APPLY260",
                    summary="a bucket with files cannot be deleted",
                    detail=error.diagnostics[0].detail if error.diagnostics else f"bucket `{name}`",
                    hint=f"delete the files first: `gcloud storage rm gs://{name}/**`",
                )
            ) from error


def names_of(change: Change) -> tuple[str, str]:
    """The bucket's name, and the former one of a bucket that is made again under another."""
    written = (change.after or {}).get("name")
    if change.action is Action.DELETE or (change.action is Action.UPDATE and change.remote_id):
        return change.remote_id or change.address.segments[0], ""
    name = written if isinstance(written, str) else change.address.segments[0]
    former = change.remote_id or ""
    return name, former if former != name else ""


def _without_location(body: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in body.items() if name != "location"}
