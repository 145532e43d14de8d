"""What baasctl needs at run time may be used by everybody."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from tests.unit.structure.source_tree import ROOT

ALLOWED = re.compile(r"\b(0BSD|Apache|BSD|ISC|MIT|PostgreSQL|PSF|Python Software Foundation|Unlicense)\b")
REFUSED = re.compile(r"GPL|General Public|Creative Commons|Proprietary|SSPL|BUSL|MPL|Mozilla", re.IGNORECASE)

EXCEPTIONS = frozenset({"certifi"})
"""certifi (MPL-2.0) is a list of public certificates that `supabase` brings along; it is used unchanged, as data."""


def _declared() -> list[str]:
    """Run-time requirements of baasctl with all its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [each for group in project["optional-dependencies"].values() for each in group]
    return [*project["dependencies"], *(each for each in extras if not each.startswith("baasctl["))]


def _installed(requirements: Iterable[str], extras: frozenset[str] = frozenset()) -> dict[str, Distribution]:
    """The distributions that these requirements lead to on this platform."""
    found: dict[str, Distribution] = {}
    for requirement in map(Requirement, requirements):
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            continue
        try:
            package = distribution(requirement.name)
        except PackageNotFoundError:
            continue
        found[requirement.name.lower()] = package
        found |= _installed(package.requires or (), frozenset(requirement.extras))
    return found


def _licence(package: Distribution) -> str:
    """The SPDX expression where there is one, else the classifiers, else the first line of the free text."""
    metadata = package.metadata
    classifiers = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    expression, text = ((metadata.get_all(name) or [""])[0] for name in ("License-Expression", "License"))
    return expression or "; ".join(classifiers) or text.partition("\n")[0]


def test_run_time_dependencies_have_allowed_licences() -> None:
    """Permissive licences only, for every package that an install of all extras brings along."""
    packages = _installed(_declared())
    assert {"click", "pydantic", "pydantic-core", "pg8000", "pyyaml", "urllib3"} <= set(packages)
    licences = {name: _licence(package) for name, package in packages.items()}
    judged = {name: text for name, text in licences.items() if name not in EXCEPTIONS}
    wrong = {name: text for name, text in judged.items() if REFUSED.search(text) or not ALLOWED.search(text)}
    assert wrong == {}
