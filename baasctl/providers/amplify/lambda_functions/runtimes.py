"""Runtimes of Lambda: `nodejs22` of a spec is `nodejs22.x` there; all others are spelled alike.

Source: botocore 1.43.106, lambda 2015-03-31, `Runtime`; what takes no new code any more by
docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html.
"""

from __future__ import annotations

import re
from typing import Final

from baasctl.providers.amplify.bounds import bounds_of

_NUMBER: Final = re.compile(r"\d{1,9}")
_NODE: Final = re.compile(r"nodejs(\d+)(?:\.x)?")


def neutral(wire: str) -> str:
    """As specs write it."""
    found = _NODE.fullmatch(wire)
    return f"nodejs{found[1]}" if found else wire


def wire_of(runtime: str) -> str:
    """As Lambda writes it."""
    found = _NODE.fullmatch(runtime)
    return f"nodejs{found[1]}.x" if found else runtime


def known() -> tuple[str, ...]:
    """Those that functions can be made with, as specs write them."""
    choices = (str(each) for each in bounds_of("lambda", "CreateFunction", "Runtime").choices)
    return tuple(dict.fromkeys(neutral(wire) for wire in choices if wire not in ENDED))


def is_newer(runtime: str) -> bool:
    """Whether it is a known language in a version above the known ones: one that Lambda may have by now."""
    same = [_version(each) for each in known() if _language(each) == _language(runtime)]
    return bool(_version(runtime) and same) and _version(runtime) > max(same)


def _language(runtime: str) -> str:
    """The spelling without the numbers in it."""
    return _NUMBER.sub("#", neutral(runtime))


def _version(runtime: str) -> tuple[int, ...]:
    return tuple(map(int, _NUMBER.findall(runtime)))


ENDED: Final = frozenset(
    {
        *("nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x"),
        *("nodejs14.x", "nodejs16.x", "python2.7", "python3.6", "python3.7", "python3.8"),
        *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet6"),
        *("java8", "go1.x", "ruby2.5", "ruby2.7", "provided"),
    }
)
"""Members of the enumeration that no function can be made with."""
