"""What the list of functions does not say and a spec needs, from the deployed files themselves."""

from __future__ import annotations

import glob
import posixpath
from collections.abc import Mapping

from baasctl.providers.supabase.edge_functions.files import IMPORT_MAPS
from baasctl.providers.supabase.edge_functions.import_map import LOCAL, ImportMap, read_import_map
from baasctl.providers.supabase.edge_functions.script_imports import imports_of


def static_files(files: Mapping[str, bytes], entrypoint: str, import_map: str) -> tuple[str, ...]:
    """Files that no import reaches, as globs from the folder: they were uploaded because they are read at run time.

    Args:
        files: Content by path from the entrypoint's folder.
        entrypoint: From the function's folder.
        import_map: Path of the import map from the entrypoint's folder; empty: the usual names there.
    """
    maps = [path for path in ([import_map] if import_map else IMPORT_MAPS) if path in files][:1]
    found = ImportMap()
    for path in maps:
        try:
            found = read_import_map(files[path].decode("utf-8", "replace"), path)
        except ValueError:
            break
        if found.elsewhere and len(maps) == 1:
            maps.append(found.elsewhere)
    reached = _reached(files, posixpath.basename(entrypoint), found) | set(maps)
    base = posixpath.dirname(entrypoint)
    return tuple(sorted(glob.escape(posixpath.normpath(posixpath.join(base, path))) for path in files.keys() - reached))


def _reached(files: Mapping[str, bytes], entrypoint: str, import_map: ImportMap) -> set[str]:
    reached, pending = {entrypoint}, [entrypoint]
    while pending:
        path = pending.pop()
        for each in imports_of(files.get(path, b"").decode("utf-8", "replace")):
            target = import_map.resolve(each.specifier, path).removeprefix(LOCAL)
            if target in files and target not in reached:
                reached.add(target)
                pending.append(target)
    return reached
