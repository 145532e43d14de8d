"""`baasctl adopt`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import click

from baasctl.cli.options import as_format, live_project, look, spec_file
from baasctl.cli.output import Output

if TYPE_CHECKING:
    from baasctl.providers.project_files import LeftOut


@click.command("adopt")
@spec_file
@as_format("text", "json")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the spec.")
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Read the project files in this folder instead of what is live: config.toml of the Supabase CLI, or"
    " firebase.json of the Firebase CLI, and what they name.",
)
@click.option(
    "--run-project-code",
    "run_code",
    is_flag=True,
    help="With --from: run the code of Cloud Functions, which alone says which functions there are.",
)
@live_project("Adopt a project that no spec names yet; its target will be called prod.")
@click.option("--kinds", metavar="KIND,…", default="", help="Only these kinds.")
@click.option("--match", "matching", multiple=True, metavar="GLOB", help="Only addresses like this: policies/public.*")
@click.option("--full", is_flag=True, help="Also what is not set, with the provider's defaults.")
@click.option("--force", is_flag=True, help="Overwrite files.")
@look
@click.pass_obj
def command(
    output: Output, /, *, format_: str, out: Path, folder: Path | None, run_code: bool, live: str,
    kinds: str, matching: Sequence[str], full: bool, force: bool, **options: Any,
) -> int:  # fmt: skip
    """Write what is live into a spec, so that its first plan is empty.

    The target must be in the spec of -f, which may hold nothing else; --live needs no spec. Secrets become
    references, listed in secrets.env.example. With --from, nothing live is read and no token is needed.
    """
    from baasctl import pipeline
    from baasctl.cli.adopt_files import adopted_from, say_notes
    from baasctl.cli.live_spec import live_run
    from baasctl.cli.running import run_of
    from baasctl.report import as_json

    notes: Sequence[LeftOut] = ()
    if run_code and folder is None:
        raise click.UsageError("--run-project-code is about the files that --from names")
    if folder is None:
        run = live_run(run_of(output, options), live, "prod") if live else run_of(output, options)
        adopted = pipeline.adopt(run, output.vault, kinds=_kinds(kinds), matching=matching, full=full)
    elif matching or full or live:
        raise click.UsageError("--from reads files; --match, --full and --live are about what is live")
    else:
        adopted, project = adopted_from(folder, out, _kinds(kinds), run_code=run_code)
        notes = project.notes
    _write(output, out, adopted.files, force=force)
    output.diagnostics(adopted.warnings)
    if format_ == "json":
        data: dict[str, object] = {
            "files": sorted(adopted.files),
            "secrets": dict(adopted.secrets),
            "resources": dict(adopted.count),
        }
        if folder is not None:
            data["notes"] = [{"key": each.key, "reason": each.reason, "written": each.is_written} for each in notes]
        output.data(as_json.to_text(data))
    else:
        output.data("".join(f"{out / path}\n" for path in sorted(adopted.files)))
        counted = ", ".join(f"{count:,} {kind}" for kind, count in adopted.count.items())
        say_notes(output, notes)
        output.say(f"adopted {counted or 'nothing'}")
        output.say(f"  hint: baasctl plan -f {out / 'baas.yaml'}")
    return 0


def _kinds(text: str) -> frozenset[str]:
    from difflib import get_close_matches

    from baasctl.kinds.registry import NAMES

    names = frozenset(filter(None, (name.strip() for name in text.split(","))))
    for name in sorted(names - set(NAMES)):
        near = get_close_matches(name, NAMES, 1)
        hint = f" did you mean '{near[0]}'?" if near else f" known: {', '.join(NAMES)}"
        raise click.BadParameter(f"there is no kind '{name}';{hint}", param_hint="--kinds")
    return names


def _write(output: Output, folder: Path, files: Mapping[str, bytes], *, force: bool) -> None:
    """Write all files or, when one is there already, none."""
    paths = {folder.joinpath(*_inside(name)): content for name, content in files.items()}
    existing = sorted(str(path) for path in paths if path.exists())
    if existing and not force:
        raise click.UsageError(f"{existing[0]} is there already; choose another folder, or add --force")
    for path, content in paths.items():
        output.raw_file(path, content, make_folder=True)


def _inside(name: str) -> tuple[str, ...]:
    """The parts of a relative path that cannot leave its folder: names come from the provider."""
    parts = PurePosixPath(name).parts
    if PurePosixPath(name).is_absolute() or ".." in parts or any("\0" in part or "\\" in part for part in parts):
        raise click.UsageError(f"the provider has a file named {name!r}, which does not fit below one folder")
    return parts
