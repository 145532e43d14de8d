"""`remoteconfig` of firebase.json: the template as `firebase remoteconfig:get` writes it."""

from __future__ import annotations

from baasctl.model.errors import UnexpectedAnswer
from baasctl.model.value import ABSENT, Attributes, put
from baasctl.providers.firebase.project_files.gathering import Gathering
from baasctl.providers.firebase.project_files.json_file import read_object
from baasctl.providers.firebase.remote_config import KIND, decode


def remote_config_into(gathering: Gathering, section: object) -> None:
    """The conditions, parameters and groups of the template."""
    entry = dict(section) if isinstance(section, dict) else {}
    path = entry.pop("template", None)
    key = "remoteconfig.template"
    if isinstance(path, str) and gathering.has_file(path):
        template = read_object(gathering.files, path)
        template.pop("version", None)
        try:
            found = decode({"template": template, "etag": "of a file"}, "")
        except UnexpectedAnswer as error:
            gathering.leave(key, error.diagnostics[0].detail)
        else:
            gathering.values[KIND, ()] = _without(found.attributes, found.unset)
            for pointer in sorted(found.unset):
                gathering.leave(f"{path}: {pointer}", "the console made the value, and it stays where it is")
    elif path is not None:
        gathering.leave(key, f"there is no file {path}" if isinstance(path, str) else "expected a path")
    gathering.rest("remoteconfig", entry)


def _without(attributes: Attributes, unset: frozenset[str]) -> Attributes:
    for pointer in unset:
        attributes = put(attributes, pointer, ABSENT)
    return attributes
