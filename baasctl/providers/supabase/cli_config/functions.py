"""`supabase/functions/` and `[functions.*]`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping

from baasctl.model.files import Files
from baasctl.providers.supabase.cli_config.config_toml import ConfigToml
from baasctl.providers.supabase.edge_functions.entries import SLUG_PATTERN
from baasctl.providers.supabase.edge_functions.normal_form import IMPORT_MAP, STATIC_FILES

_KIND = "functions"
_DEFAULT = "index.ts"


def functions_into(config: ConfigToml, files: Files, at: Callable[[str], str]) -> None:
    """Every folder with an `index.ts`, as `functions deploy` finds them, and every function that the file names.

    Args:
        at: A path of the folder as the spec has to write it.
    """
    tables = config.left.pop("functions", None)
    declared = tables if isinstance(tables, Mapping) else {}
    for key in [key for key in config.left if key.startswith("functions.")]:
        config.leave(key, "no key that this version of baasctl knows")
    found = [path.split("/")[1] for path in files.glob(f"functions/*/{_DEFAULT}")]
    names = dict.fromkeys([*(name for name in found if not name.startswith(("_", "."))), *map(str, declared)])
    for name in names:
        table = declared.get(name)
        settings = dict(table) if isinstance(table, Mapping) else {}
        config.left.update({f"functions.{name}.{key}": value for key, value in settings.items()})
        if not re.fullmatch(SLUG_PATTERN, name):
            config.leave_below(f"functions.{name}", "this is no name of a function")
        elif settings.get("enabled") is False:
            config.leave_below(f"functions.{name}", "the function is not enabled, and the CLI does not deploy it")
        else:
            _function(config, name, files, at)


def _function(config: ConfigToml, name: str, files: Files, at: Callable[[str], str]) -> None:
    """One function; its paths in the file start at the `supabase` folder, in a spec at its source."""
    prefix, folder = f"functions.{name}", f"functions/{name}"
    place = (_KIND, name)
    config.take(f"{prefix}.enabled")
    entrypoint = config.take(f"{prefix}.entrypoint")
    path = posixpath.normpath(entrypoint) if isinstance(entrypoint, str) and entrypoint else f"{folder}/{_DEFAULT}"
    if not path.startswith(f"{folder}/"):
        folder = posixpath.dirname(path)
    if not files.is_folder(folder):
        config.leave_below(prefix, f"there is no folder {folder}")
        return
    config.put(place, "/source", at(folder))
    if posixpath.relpath(path, folder) != _DEFAULT:
        config.put(place, "/entrypoint", posixpath.relpath(path, folder))
    verify = config.take(f"{prefix}.verify_jwt")
    if isinstance(verify, bool):
        config.put(place, "/trigger/http/auth", "jwt" if verify else "none")
    import_map = config.take(f"{prefix}.import_map")
    if isinstance(import_map, str) and import_map:
        config.put(place, IMPORT_MAP, posixpath.relpath(import_map, folder))
    static = config.take(f"{prefix}.static_files")
    if isinstance(static, list) and static:
        config.put(place, STATIC_FILES, tuple(sorted({posixpath.relpath(str(each), folder) for each in static})))
    config.leave_below(f"{prefix}.env", "settings are set for the whole project; write them under `function_secrets`")
    config.leave(f"{prefix}.env", "settings are set for the whole project; write them under `function_secrets`")
