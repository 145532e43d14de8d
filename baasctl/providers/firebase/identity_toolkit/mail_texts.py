"""Texts of mails that look like templates and are none: people would read `[[ link ]]` in place of a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from baasctl.model.diagnostic import Diagnostic, Severity
from baasctl.model.state import DesiredState
from baasctl.providers.firebase.email_templates import KIND
from baasctl.providers.spec_place import problem

_PLACEHOLDERS: Final = {"link": "%LINK%", "email": "%EMAIL%"}
"""What Identity Toolkit calls them."""
_UNFILLED: Final = re.compile(rf"\[\[ *({'|'.join(_PLACEHOLDERS)}) *\]\]")


def check_mail_texts(desired: DesiredState) -> Iterator[Diagnostic]:
    """Placeholders that nothing fills in, as only files whose names end in `.j2` are templates."""
    for resource in desired.of(KIND):
        for name in ("subject", "body"):
            text = resource.attributes.get(name)
            found = _UNFILLED.search(text) if isinstance(text, str) else None
            if found is None:
                continue
            told = problem(
                resource,
                "SPEC521",
                "a placeholder stays as it is written",
                f"`{name}` of `{resource.address.local}` says `{found[0]}`, and is no template",
                hint=f"write `{_PLACEHOLDERS[found[1]]}`, or put the text in a file whose name ends in `.j2`",
                path=f"/{name}",
            )
            yield replace(told, severity=Severity.WARNING)
