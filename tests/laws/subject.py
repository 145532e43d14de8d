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
        served_by: Kind to a part of the path that serves it, and the status that it is made to answer.
        reads: Requests that change nothing, as a regular expression of `METHOD /path`.
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
