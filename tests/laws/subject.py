"""What the laws need to know of a provider to try them on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One provider.

    Attributes:
        specs: Random specs over its kinds, as the mappings that `SpecProject.write` takes.
        prepare: Puts what the specs speak of (tables) into a new project.
        environment: Texts of the secrets that the specs name.
        files: Beside every spec.
        prune: Consent to delete what a former spec left.
        least: A spec that has all kinds of `served_by`.
        served_by: Kind to what is searched in the path that serves it (`{name}` is the project's), and the status that
            it is made to answer.
        reads: Requests that change nothing, as a regular expression of `METHOD /path`.
        facts: Variables that the specs name, of one project.
        kills: Numbers of requests after which a real process is killed; some of them between two writes.
    """

    provider: str
    specs: st.SearchStrategy[Spec]
    prepare: Callable[[Any], None]
    environment: Mapping[str, str]
    files: Mapping[str, str]
    prune: Spec
    least: Spec
    served_by: Mapping[str, tuple[str, int]]
    reads: str
    kills: tuple[int, ...]
    facts: Callable[[Any], Mapping[str, str]] = lambda _: {}


texts = st.sampled_from(
    [
        "Hello",
        "a: b # c",
        "'\"\\",
        "ünï ☃",
        "- x",
        "{{ .Token }}",
        "yes",
        "1e3",
        "$${env:HOME} $x ${y",
        "line 1\nline 2",
        "#",
        "null",
        "~",
        "0x1F",
        "<b>&amp;</b>",
        "[[ x ]] [% y %]",
        "=",
        "%",
        "@x",
        "? y",
        "| z",
        "> f\n  g\n",
    ]
)
secrets = st.sampled_from(["${secret:env:ONE}", "${secret:env:TWO}"])


def optional(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Spec]:
    return st.fixed_dictionaries({}, optional=members)


def some(names: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Spec]:
    return st.dictionaries(st.sampled_from(names), values, max_size=len(names))


def without_nothing(spec: Spec) -> Spec:
    return {kind: content for kind, content in spec.items() if content}
