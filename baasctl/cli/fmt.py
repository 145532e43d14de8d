"""`baasctl fmt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from baasctl.cli import exits
from baasctl.cli.options import look, spec_file
from baasctl.cli.output import Output
from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import BaasctlError, SpecError
from baasctl.model.span import Span
from baasctl.model.text_place import pointed_at

if TYPE_CHECKING:
    from baasctl.engines.rules_language.problem import RulesProblem

_KINDS = ("firestore_rules", "storage_rules")
_TEMPLATE = ".j2"


@click.command("fmt")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@spec_file
@click.option("--check", is_flag=True, help="Write nothing; exit 2 when a file is not in the layout.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@look
@click.pass_obj
def command(output: Output, /, *, files: tuple[Path, ...], check: bool, diff: bool, **options: Any) -> int:
    """Bring files of Firestore and Storage rules into one layout.

    FILES, or without any, the files that the spec names for `firestore_rules` and `storage_rules`. Only white space
    changes; comments stay. Rules that stand in the spec itself, and templates (`.j2`), are left as they are.

    Prints the files that are not in the layout, and writes them unless --check or --diff is given. Exits 0; with
    --check 2 when there is one; 1 when a file cannot be read or is no ruleset: then the others are still done.
    """
    found: list[Diagnostic] = []
    codes = {exits.DONE}
    for path in files or _named(output, options):
        try:
            before, after = _both(path)
            if before == after:
                continue
            output.data(_difference(path, before, after) if diff else f"{path.as_posix()}\n")
            codes.add(exits.CHANGES if check else exits.DONE)
            if not (check or diff):
                _write(path, after)
        except BaasctlError as error:
            found.extend(error.diagnostics)
            codes.add(error.exit_code)
    output.diagnostics(found)
    return exits.worst(codes)


def _named(output: Output, options: dict[str, Any]) -> Sequence[Path]:
    """Files of rules that the spec names, each once."""
    from baasctl import pipeline
    from baasctl.cli.running import run_of

    found: dict[Path, None] = {}
    for rendered in pipeline.render(run_of(output, options)):
        for kind in _KINDS:
            for resource in rendered.desired.of(kind):
                origin = resource.origins.get("/source")
                files = [step for step in origin.steps if step.how == "file" and step.span] if origin else []
                if files and files[-1].span and not files[-1].what.endswith(_TEMPLATE):
                    found[Path(files[-1].span.file)] = None
    return list(found)


def _both(path: Path) -> tuple[str, str]:
    """The text of a file, and that text in our layout.

    Raises:
        SpecError: It cannot be read, or is no ruleset.
    """
    from baasctl.engines.rules_language.formatting import formatted
    from baasctl.engines.rules_language.problem import RulesProblem

    try:
        text = path.read_bytes().decode("utf-8")
        return text, formatted(text)
    except OSError as error:
        raise _problem(path, "SPEC833", "a file cannot be read", error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        column = error.start - before.rfind(b"\n")
        place = Span(file=path.as_posix(), line=before.count(b"\n") + 1, column=column)
        detail = f"byte {error.start + 1:,} is no UTF-8"
        raise _problem(place, "SPEC833", "a file cannot be read", detail) from error
    except RulesProblem as error:
        raise SpecError(*_refused(path, text, error)) from error


def _refused(path: Path, text: str, refusal: RulesProblem) -> Iterator[Diagnostic]:
    """Every place that Google's compiler names; the first ones when there are many."""
    from baasctl.engines.rules_language.recovering.places_refused import refused_places

    places, left = refused_places(text, refusal)
    for each in places:
        yield Diagnostic(
            code="SPEC550",
            summary="the rules cannot be read",
            detail="\n".join([*each.reasons, *pointed_at(text, each.line, each.column).splitlines()]),
            hint=each.hint,
            span=Span(file=path.as_posix(), line=each.line, column=each.column),
        )
    if left:
        span = Span(file=path.as_posix(), line=1, column=1)
        detail = f"nor at {left:,} places behind these"
        yield Diagnostic(code="SPEC824", summary="the rules cannot be read", detail=detail, span=span)


def _write(path: Path, text: str) -> None:
    from baasctl.stores.atomic_file import write_file

    try:
        write_file(path.resolve(), text)
    except OSError as error:
        raise _problem(path, "SPEC834", "a file cannot be written", error.strerror or str(error)) from error


def _problem(place: Path | Span, code: str, summary: str, detail: str) -> SpecError:
    span = place if isinstance(place, Span) else Span(file=place.as_posix(), line=1, column=1)
    return SpecError(Diagnostic(code=code, summary=summary, detail=detail, span=span))


def _difference(path: Path, before: str, after: str) -> str:
    from difflib import unified_diff

    name = path.as_posix()
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
