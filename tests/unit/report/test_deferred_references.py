"""References that only the live project can replace, where people see them."""

from __future__ import annotations

from baasctl.model.deferred import as_written, deferred, references_in
from baasctl.model.secret import Secret
from baasctl.model.value import freeze
from baasctl.report.escaping import visible


def test_people_see_a_reference_as_they_wrote_it() -> None:
    """Never what stands for it inside."""
    assert visible(f"functions/{deferred('target.app')}") == "functions/${ref:target.app}"
    assert as_written(freeze({"a": [deferred("auth.id")]})) == freeze({"a": ["${ref:auth.id}"]})


def test_references_are_found_at_every_depth_and_in_secrets() -> None:
    """In the order in which they stand."""
    value = freeze({"a": [deferred("b.c"), {"d": f"{deferred('e.f')} {deferred('g.h')}"}], "n": 1})
    assert list(references_in(value)) == ["b.c", "e.f", "g.h"]
    assert list(references_in(Secret(reference=deferred("auth.id")))) == ["auth.id"]
