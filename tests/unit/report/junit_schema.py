"""Holds JUnit XML against junit-10.xsd of Jenkins' xunit plugin, as pytest's source distribution carries it.

Of XML Schema that file needs little: which attributes and children an element may have, which it must have, whether it
may hold text, and one pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

XS = "{http://www.w3.org/2001/XMLSchema}"


@cache
def schema() -> ET.Element:
    return ET.parse(Path(__file__).with_name("junit-10.xsd")).getroot()


def problems(element: ET.Element) -> Iterator[str]:
    """What the schema does not allow of an element and all below it."""
    declared = next((each for each in schema().findall(f"{XS}element") if each.get("name") == element.tag), None)
    if declared is None:
        yield f"<{element.tag}> is no element"
        return
    allowed = {each.get("name", ""): each for each in declared.iter(f"{XS}attribute")}
    for name, value in element.items():
        if name not in allowed:
            yield f"<{element.tag}> has no attribute {name}"
        elif allowed[name].get("type") == "SUREFIRE_TIME" and not re.fullmatch(_pattern(), value):
            yield f"{name} of <{element.tag}> is no time: {value}"
    required = {name for name, each in allowed.items() if each.get("use") == "required"}
    yield from (f"<{element.tag}> lacks {name}" for name in required - set(element.keys()))
    children = {each.get("ref") for each in declared.iter(f"{XS}element")}
    for child in element:
        yield from problems(child) if child.tag in children else (f"<{element.tag}> holds <{child.tag}>",)
    kind = declared.find(f"{XS}complexType")
    if kind is not None and kind.get("mixed") != "true" and _text(element):
        yield f"<{element.tag}> holds text"


def _pattern() -> str:
    (found,) = schema().iter(f"{XS}pattern")
    return found.get("value", "")


def _text(element: ET.Element) -> str:
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
