"""Texts of floats, as Java 17 prints them."""

from __future__ import annotations

import pytest

from baasctl.access.rules.java_doubles import text_of


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
        (5.0, "5.0"),
        (-0.001, "-0.001"),
        (9999999.0, "9999999.0"),
        (1e7, "1.0E7"),
        (123456789.125, "1.23456789125E8"),
        (1e21, "1.0E21"),
        (9.0e-4, "9.0E-4"),
        (2.0**-44, "5.6843418860808015E-14"),
        (2e23, "1.9999999999999998E23"),
        (1.0e23, "9.999999999999999E22"),
        (2.0**63, "9.223372036854776E18"),
        (2.2250738585072014e-308, "2.2250738585072014E-308"),
        (5e-324, "4.9E-324"),
        (2.0**62, "4.6116860184273879E18"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
    ],
)
def test_a_float_has_the_text_that_java_gives_it(number: float, text: str) -> None:
    """The old algorithm prints now and then more digits than the number needs (JDK-4511638)."""
    assert text_of(number) == text
