"""Text in the language it is meant for."""

from __future__ import annotations


class Quoted(str):
    """A piece of SQL or rules that may be written out as it is: it passed a quoting filter, or was put together here.

    Whoever makes one answers for every piece of the user's text in it being quoted.
    """

    __slots__ = ()
