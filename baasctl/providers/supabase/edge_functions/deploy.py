"""Writing functions as `supabase functions deploy --use-api` does (CLI 3.1.0, research/supabase.md §1.2)."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from baasctl.model.change import Action, Change
from baasctl.model.errors import NotFound, ProviderError
from baasctl.model.result import Outcome, Status
from baasctl.model.value import ABSENT, at
from baasctl.providers.strict import expect_objects
from baasctl.providers.supabase.edge_functions.body import plain_path, read_sources
from baasctl.providers.supabase.edge_functions.files import FunctionSource, read_exactly
from baasctl.providers.supabase.edge_functions.form_data import FormPart, encode_form
from baasctl.providers.supabase.edge_functions.memory import Deployed, FunctionMemory, digests_of
from baasctl.providers.supabase.edge_functions.normal_form import CALLERS, LABEL, is_path_end, source_of, upload_digest
from baasctl.providers.supabase.project import Project
from baasctl.providers.writing import diagnostic_of, dropped, write_together

_SETTINGS = (CALLERS, LABEL)
"""Fields that are written without the code."""

_ACTIVATED = (
    *("id", "slug", "name", "status", "version", "created_at", "verify_jwt"),
    *("import_map", "entrypoint_path", "import_map_path", "ezbr_sha256"),
)
"""Members of `PUT /functions` in the contract."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One function as it is sent.

    Attributes:
        files: SHA-256 by path from the spec's folder, in the order of sending.
        compared: The same by path from the entrypoint's folder, as it is compared.
        digest: `upload_digest` of the spec.
    """

    slug: str
    source: FunctionSource
    files: Mapping[str, str]
    compared: Mapping[str, str]
    metadata: Mapping[str, object]
    digest: str

    def is_named_by(self, entry: Mapping[str, object]) -> bool:
        """Whether an entry of the list has the paths of this upload."""
        paths = {"entrypoint_path": self.source.entrypoint, "import_map_path": self.source.import_map}
        return all(is_path_end(plain_path(str(entry.get(member, ""))), path) for member, path in paths.items() if path)


def batch_key(change: Change) -> str:
    """All uploads are activated together; settings without code and deletes are a request each."""
    slug = change.address.segments[0]
    if change.action is Action.DELETE:
        return f"function {slug}, delete"
    if _is_settings_only(change):
        return f"function {slug}, settings"
    return "functions"


def upload_of(change: Change, root: Path) -> Upload:
    """What is sent for a function that is created, or whose code changes.

    Settings that the spec leaves out keep their live values: an upload writes them all.
    """
    after = change.after or {}
    source, files = source_of(after, change.facts, root), after.get("source")
    if source is None or not isinstance(files, Mapping):
        raise TypeError(f"{change.address} has no source to send")
    compared = {path: str(digest) for path, digest in files.items()}
    by_path = {source.from_root(path): digest for path, digest in compared.items()}
    import_map = source.import_map_among(frozenset(by_path))
    first = [path for path in (import_map, source.entrypoint_path) if path in by_path]
    metadata: dict[str, object] = {"entrypoint_path": source.entrypoint_path}
    if import_map:
        metadata["import_map_path"] = import_map
    metadata["static_patterns"] = list(source.static_patterns)
    callers = _declared_or_live(CALLERS, change)
    if callers is not None:
        metadata["verify_jwt"] = callers == "jwt"
    slug = change.address.segments[0]
    label = _declared_or_live(LABEL, change)
    metadata["name"] = label if isinstance(label, str) else slug
    ordered = [*first, *sorted(by_path.keys() - set(first))]
    return Upload(
        slug=slug,
        source=source,
        files={path: by_path[path] for path in ordered},
        compared=compared,
        metadata=metadata,
        digest=upload_digest(after),
    )


def settings_of(change: Change) -> dict[str, object]:
    """Body of the `PATCH` for changed settings."""
    names = {CALLERS: "verify_jwt", LABEL: "name"}
    return {
        names[field.path]: field.after == "jwt" if field.path == CALLERS else field.after for field in change.fields
    }


def request_of(change: Change, root: Path, ref: str) -> str:
    """The request as text, with digests in place of contents."""
    slug = change.address.segments[0]
    functions = f"/v1/projects/{ref}/functions"
    if change.action is Action.DELETE:
        return f"DELETE {functions}/{slug}"
    if _is_settings_only(change):
        return f"PATCH {functions}/{slug} {json.dumps(settings_of(change))}"
    upload = upload_of(change, root)
    lines = [f"POST {functions}/deploy?slug={slug}"]
    lines += [f"  file {path} sha256:{digest}" for path, digest in upload.files.items()]
    lines.append(f"  metadata {json.dumps(upload.metadata)}")
    if change.renamed_from:
        lines.append(f"DELETE {functions}/{change.renamed_from[-1]}")
    return "\n".join(lines)


class FunctionWriter:
    """Carries out the changes of one batch."""

    def __init__(self, project: Project, memory: FunctionMemory) -> None:
        self._api = project.api
        self._project = project
        self._memory = memory

    def execute(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        """Write; all changes have one `batch_key`.

        Raises:
            PlanStale: A file is not what it was when the plan was made; nothing was sent.
        """
        if changes[0].action is Action.DELETE:
            return _each(changes, self._delete)
        if _is_settings_only(changes[0]):
            return _each(changes, self._update)
        return self._deploy(changes)

    def _delete(self, change: Change) -> None:
        with contextlib.suppress(NotFound):
            self._api.delete_function(change.address.segments[0])

    def _update(self, change: Change) -> None:
        slug = change.address.segments[0]
        entry = self._api.update_function(slug, settings_of(change))
        if known := self._memory.at(slug, change.version or ""):
            self._memory.remember({slug: replace(known, version=version_of(entry))})

    def _deploy(self, changes: Sequence[Change]) -> Sequence[Outcome]:
        uploads = [upload_of(change, self._project.root) for change in changes]
        forms = [_form(upload) for upload in uploads]
        if len(changes) == 1:
            body, content_type = forms[0]
            deploy = write_together(
                changes, lambda: self._api.deploy_function(uploads[0].slug, body, content_type, bundle_only=False)
            )
            return self._finished(deploy, uploads)
        bundles: list[Mapping[str, object]] = []
        for change, upload, (body, content_type) in zip(changes, uploads, forms, strict=True):
            try:
                bundles.append(self._api.deploy_function(upload.slug, body, content_type, bundle_only=True))
            except ProviderError as error:
                # A bundle that is not activated changes nothing, whatever became of it.
                failed = Outcome(change=change, status=Status.FAILED, diagnostic=diagnostic_of(error))
                return [failed if each is change else dropped([each])[0] for each in changes]
        activation = [{name: bundle[name] for name in _ACTIVATED if name in bundle} for bundle in bundles]
        return self._finished(write_together(changes, lambda: self._api.activate_functions(activation)), uploads)

    def _finished(self, outcomes: Sequence[Outcome], uploads: Sequence[Upload]) -> Sequence[Outcome]:
        """After a deployment: remember what reads back, and delete what was renamed."""
        if any(outcome.status is not Status.APPLIED for outcome in outcomes):
            return outcomes
        with contextlib.suppress(ProviderError):
            self._read_back(uploads)
        return [self._old_name_deleted(outcome) for outcome in outcomes]

    def _old_name_deleted(self, outcome: Outcome) -> Outcome:
        former = outcome.change.renamed_from
        if not former or outcome.change.action is Action.UPDATE:
            return outcome
        try:
            self._api.delete_function(former[-1])
        except NotFound:
            return outcome
        except ProviderError as error:
            return replace(outcome, status=Status.FAILED, diagnostic=diagnostic_of(error))
        return outcome

    def _read_back(self, uploads: Sequence[Upload]) -> None:
        listed = {entry.get("slug"): entry for entry in expect_objects(self._api.functions(), "functions")}
        for upload in uploads:
            entry = listed.get(upload.slug)
            if entry is None:
                continue
            document = f"functions/{upload.slug}/body"
            entrypoint = str(entry.get("entrypoint_path", ""))
            files = digests_of(read_sources(self._api.function_body(upload.slug), document, entrypoint))
            uploaded = "" if files == upload.compared and upload.is_named_by(entry) else upload.digest
            deployed = Deployed(version=version_of(entry), files=files, uploaded=uploaded)
            self._memory.remember({upload.slug: deployed})


def version_of(entry: Mapping[str, object]) -> str:
    """What changes with every deployment."""
    return f"{entry.get('version', '')}:{entry.get('ezbr_sha256') or ''}"


def _each(changes: Sequence[Change], write: Callable[[Change], None]) -> list[Outcome]:
    return [outcome for change in changes for outcome in write_together([change], partial(write, change))]


def _form(upload: Upload) -> tuple[bytes, str]:
    files = [
        FormPart(name="file", filename=path, content=read_exactly(upload.source, path, digest))
        for path, digest in upload.files.items()
    ]
    metadata = FormPart(name="metadata", content_type="application/json", content=json.dumps(upload.metadata).encode())
    return encode_form([*files, metadata])


def _is_settings_only(change: Change) -> bool:
    return change.action is Action.UPDATE and all(field.path in _SETTINGS for field in change.fields)


def _declared_or_live(path: str, change: Change) -> object:
    declared = at(change.after or {}, path)
    return change.facts.get(path) if declared is ABSENT else declared
