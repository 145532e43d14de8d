"""Render one `.j2` file, bounded in time and memory."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import TracebackType
from typing import Any, Final

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.tests import TESTS as JINJA_TESTS
from markupsafe import Markup

from baasctl.model.diagnostic import Diagnostic
from baasctl.model.errors import RenderError
from baasctl.model.secret import Secret
from baasctl.model.span import Span
from baasctl.providers.contract import No
from baasctl.render.quoting import FILTERS as QUOTING
from baasctl.render.quoting import must_be_quoted
from baasctl.render.template_language import (
    FILTERS,
    TESTS,
    TOO_DEEP,
    TURNS,
    SpecEnvironment,
    TooMuch,
    counted,
    restrict,
)

SOURCE_LIMIT: Final = 256 * 1024
OUTPUT_LIMIT: Final = 1_000_000
_LANGUAGES: Final = (".sql", ".rules")
_MARKUP: Final = (".html", ".htm")


class Missing(StrictUndefined):
    """A name that has no value here; using it is an error, testing it with `is defined` is not."""


def render_template(
    source: str, name: str, values: Mapping[str, object], placeholders: Mapping[str, str | No] | None = None
) -> str:
    """The text of a template.

    Files that end in `.html.j2` escape variables for HTML, `.sql.j2` and `.rules.j2` take quoted ones
    only, all others put them in as they are.

    Args:
        source: Of the template; delimiters are `[[ ]]`, `[% %]` and `[# #]`.
        name: The file as the user knows it.
        values: By name.
        placeholders: The provider's own texts by neutral name, put in as they are; `No` where it has none.

    Raises:
        RenderError: With file and line: no template, a refused construct, an unknown name, or too much.
    """
    if len(source) > SOURCE_LIMIT:
        raise RenderError(_problem("RENDER004", "a template is too large", f"{len(source):,} characters", name, 1))
    environment = _environment(_language(name))
    lacking = {key: text for key, text in (placeholders or {}).items() if isinstance(text, No)}
    texts = {key: Markup(text) for key, text in (placeholders or {}).items() if isinstance(text, str)}  # noqa: S704
    given = {**values, **texts}
    try:
        tree = environment.parse(source, filename=name)
        restrict(tree)
        code = environment.compile(tree, filename=name)
        template = environment.template_class.from_code(environment, code, {TURNS: [0]})
        return _limited(template.generate(given))
    except TooMuch as error:
        limit = f"{error}, baasctl's limit"
        raise RenderError(_problem("RENDER005", "a template wants too much", limit, name, _line(error, name))) from None
    except TemplateSyntaxError as error:
        raise RenderError(
            _problem("RENDER001", "this is no template", error.message or "", name, error.lineno)
        ) from None
    except UndefinedError as error:
        raise RenderError(_undefined(error, lacking, sorted(given), name)) from None
    except SecurityError as error:
        problem = _problem("RENDER003", "a template may not do this", str(error), name, _line(error, name))
        raise RenderError(problem) from None
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        problem = _problem("RENDER006", "a template fails", str(error)[:200], name, _line(error, name))
        raise RenderError(problem) from None
    except (RecursionError, SyntaxError, MemoryError):
        problem = _problem("RENDER005", "a template wants too much", f"{TOO_DEEP}, baasctl's limit", name, 1)
        raise RenderError(problem) from None


def _language(name: str) -> str:
    stem = name.removesuffix(".j2")
    return next((ending for ending in (*_LANGUAGES, *_MARKUP) if stem.endswith(ending)), "")


@cache
def _environment(language: str) -> SpecEnvironment:
    environment = SpecEnvironment(
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
        undefined=Missing,
        autoescape=language in _MARKUP,
        finalize=must_be_quoted if language in _LANGUAGES else _single,
        keep_trailing_newline=True,
        optimized=False,
    )
    environment.globals.clear()
    environment.filters = {name: JINJA_FILTERS[name] for name in FILTERS} | {TURNS: counted}
    environment.tests = {name: JINJA_TESTS[name] for name in TESTS}
    if language in _LANGUAGES:
        environment.filters |= QUOTING
    return environment


def _single(value: object) -> object:
    if isinstance(value, Secret):
        raise SecurityError("a secret may not stand in a template, its text would be shown")
    if not isinstance(value, str | int | float | Undefined):
        raise SecurityError("only text, numbers, `true` and `false` can be written out")
    return value


def _limited(pieces: Any) -> str:
    found: list[str] = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > OUTPUT_LIMIT:
            raise TooMuch(f"it writes more than {OUTPUT_LIMIT:,} characters")
        found.append(piece)
    return "".join(found)


def _line(error: BaseException, name: str) -> int:
    """The template's line in the traceback, which Jinja has rewritten; 1 where there is none."""
    line, trace = 1, error.__traceback__
    while isinstance(trace, TracebackType):
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _problem(code: str, summary: str, detail: str, name: str, line: int) -> Diagnostic:
    hint = "templates know names, `if`, `for` and filters such as `default` and `upper`" if code == "RENDER003" else ""
    return Diagnostic(code=code, summary=summary, detail=detail, hint=hint, span=Span(file=name, line=line, column=1))


def _undefined(error: UndefinedError, lacking: Mapping[str, No], known: list[str], name: str) -> Diagnostic:
    text = str(error)
    detail, _, hint = text.partition("; ")
    if not text.startswith("there is no"):
        detail, hint = text, f"known here: {', '.join(known)}"
    for key, no in lacking.items():
        if f"'{key}' is undefined" in text:
            detail, hint = f"`{key}`: {no.reason}", no.hint or hint
    return Diagnostic(
        code="RENDER002",
        summary="a template uses a name that has no value here",
        detail=detail,
        hint=hint,
        span=Span(file=name, line=_line(error, name), column=1),
    )
