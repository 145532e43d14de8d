"""Text whose `${…}` is a reference, on its way into a spec."""

from __future__ import annotations


class Interpolated(str):
    """Text that a spec writer puts down as it is, such as `${env:SITE_URL}`; all other text is escaped."""

    __slots__ = ()
