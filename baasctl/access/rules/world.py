"""What a condition can see: the request, the resource, and other documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from baasctl.access.rules.failure import Failure
from baasctl.access.rules.values import Path, Value

Documents: TypeAlias = Mapping[str, Mapping[str, Value]]
"""Path below `documents` (`/users/a`) to the fields."""

Result: TypeAlias = "Value | Failure"
"""What an expression comes to: a failure is a value for what does not use it."""
DocumentsRead: TypeAlias = dict[str, set[tuple[str, str]]]
"""Functions and documents that they read, by the limit that they share."""

FIRESTORE_READERS: Final = frozenset({"get", "exists", "getAfter", "existsAfter"})
_MOST_EXPRESSIONS: Final = 1000
_DEFAULT_DATABASE: Final = "(default)"
_OF_DEFAULT: Final = ["databases", "", "documents"]
_BEFORE_DOCUMENTS: Final = 3
"""`databases`, the database, `documents`."""


def document_of(path: str, fields: Mapping[str, Value], database: str) -> Value:
    """A document as `resource`, `get()` and `getAfter()` have it."""
    segments = tuple(path.strip("/").split("/"))
    return {
        "data": dict(fields),
        "__name__": Path(("databases", database, "documents", *segments)),
        "id": segments[-1],
    }


@dataclass(slots=True)
class World:
    """One request. Counts what Google's engine limits.

    Attributes:
        names: `request` and `resource`.
        before, after: All documents before the request, and as they would be after it.
        most_reads: How many documents may be read; the same call counts once.
        does_share: Whether all functions share that limit. Else `getAfter` and `existsAfter` have it for themselves.
        readers: Functions that read documents.
        leaves_operands: Whether lists and paths leave members on the operands when one fails (see `expressions`).
        operands: Results that operators around what is evaluated wait for.
        documents_read: What counts against `most_reads`.
    """

    names: Mapping[str, Value]
    database: str
    before: Documents
    after: Documents
    most_reads: int
    does_share: bool = False
    readers: frozenset[str] = FIRESTORE_READERS
    leaves_operands: bool = False
    operands: list[Result] = field(default_factory=list)
    most_expressions: int = _MOST_EXPRESSIONS
    expressions: int = 0
    documents_read: DocumentsRead = field(default_factory=dict)

    def read(self, function: str, path: Path) -> Value:
        """What one of the readers answers.

        Raises:
            Failure: The path is none of a document, there is no document to get, or the limit is reached.
        """
        is_after = function.endswith("After")
        name = self._document_name(function, path)
        read = self.documents_read.setdefault(function if is_after and not self.does_share else "", set())
        read.add((function, name))
        if len(read) > self.most_reads:
            raise Failure(
                f"Service call error. Function: [{function}]: more than {self.most_reads} documents are read."
            )
        found = (self.after if is_after else self.before).get(name)
        if "exists" in function:
            return found is not None
        if found is None:
            raise _service_error(function, path)
        return document_of(name, found, self.database)

    def count_expression(self) -> None:
        """One more.

        Raises:
            Failure: The limit of a request is reached.
        """
        self.expressions += 1
        if self.expressions > self.most_expressions:
            raise Failure("Evaluation limit of 1000 expressions is exceeded.")

    def _document_name(self, function: str, path: Path) -> str:
        segments = [each if isinstance(each, str) else each.bound for each in path.segments]
        root, of_document = segments[:_BEFORE_DOCUMENTS], segments[_BEFORE_DOCUMENTS:]
        here = ["databases", self.database, "documents"]
        # A database without a name is the default one (measured).
        is_here = root in (here, _OF_DEFAULT if self.database == _DEFAULT_DATABASE else here)
        if not is_here or not of_document or len(of_document) % 2 or not all(of_document):
            raise _service_error(function, path)
        return "/" + "/".join(str(each) for each in of_document)


def _service_error(function: str, path: Path) -> Failure:
    segments = "".join(
        f'  segments {{     simple: "{each if isinstance(each, str) else each.name}"   }} ' for each in path.segments
    )
    return Failure(f"Service call error. Function: [{function}], Argument: [path_value {{ {segments}}} ].")


Evaluate: TypeAlias = Callable[["Frame"], None]
"""Pushes one result on the operands of the request."""


@dataclass(slots=True)
class Frame:
    """Where an expression runs.

    Attributes:
        captures: Values of wildcards by the depth of their block.
        locals: Parameters and `let`s.
    """

    world: World
    captures: Mapping[int, Mapping[str, Value]]
    locals: Mapping[str, Result] = field(default_factory=dict)
