"""The text of a float, as `Double.toString` of Java 18 and before has it: now and then a digit more than it needs.

Java 19 and later print the fewest digits that read back as the same number
(https://bugs.openjdk.org/browse/JDK-4511638). The engine of the emulator runs on either; which one production runs on
nobody tells. Measured with Java 17.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

_SPECIAL: Final = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN", "0.0": "0.0", "-0.0": "-0.0"}
_PRECISION: Final = 53
_WORD: Final = 63
_LARGEST_POWER_OF_FIVE: Final = 26
_PLAIN: Final = range(-2, 8)
"""Where the point may stand for a number to be written without an exponent."""


def text_of(number: float) -> str:
    """`5.0`, `1.0E21`, `2.0E-3`, `NaN`."""
    if (special := _SPECIAL.get(repr(number))) is not None:
        return special
    digits, point = _digits(abs(number))
    sign = "-" if number < 0 else ""
    if point not in _PLAIN:
        return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[:point]:0<{point}}.{digits[point:] or '0'}"


def _digits(number: float) -> tuple[str, int]:
    """Digits, and behind how many of them the point stands."""
    scale = math.frexp(number)[1] - 1
    if number.is_integer() and scale < _WORD:
        return _of_whole(int(number), scale)
    exact = Fraction(number)
    numerator, power = number.as_integer_ratio()[0], scale
    significant = (numerator >> _trailing_zeros(numerator)).bit_length()
    exponent = _estimated_exponent(number, scale)
    margin = Fraction(math.ulp(number)) / (4 if significant == 1 else 2)
    is_short = _fits_words(significant, power, exponent)
    return _generated(exact / Fraction(10) ** exponent, margin / Fraction(10) ** exponent, exponent, is_short=is_short)


def _of_whole(number: int, scale: int) -> tuple[str, int]:
    """Digits that are beyond the precision of a float are zeros."""
    beyond = max(0, int((scale - _PRECISION - 1) * math.log10(2)))
    text = str((number + 10**beyond // 2) // 10**beyond)
    return text.rstrip("0"), len(text) + beyond


def _estimated_exponent(number: float, scale: int) -> int:
    """Of ten, of the first digit; now and then one too much."""
    fraction = math.frexp(number)[0] * 2
    return math.floor((fraction - 1.5) * 0.289529654 + 0.176091259 + scale * 0.301029995663981)


def _generated(rest: Fraction, margin: Fraction, exponent: int, *, is_short: bool) -> tuple[str, int]:
    """Digits until what is left is nearer to the number than half of what lies between it and the next one."""

    def near() -> tuple[bool, bool]:
        above = rest + margin
        return rest < margin, above > 10 or (above == 10 and not is_short)

    digits: list[int] = []
    first, rest, margin = math.floor(rest), (rest - math.floor(rest)) * 10, margin * 10
    is_low, is_high = near()
    if first == 0 and not is_high:
        exponent -= 1
    else:
        digits.append(first)
    if not -3 <= exponent < 8:
        is_low = is_high = False
    while not is_low and not is_high:
        digits.append(math.floor(rest))
        rest, margin = (rest - math.floor(rest)) * 10, margin * 10
        is_low, is_high = near()
    if is_high and (not is_low or rest * 2 > 10 or (rest * 2 == 10 and digits[-1] % 2)):
        return _rounded_up(digits, exponent + 1)
    return "".join(map(str, digits)), exponent + 1


def _rounded_up(digits: list[int], point: int) -> tuple[str, int]:
    text = str(int("".join(map(str, digits))) + 1).zfill(len(digits))
    return (text[:-1], point + 1) if len(text) > len(digits) else (text, point)


def _fits_words(significant: int, scale: int, exponent: int) -> bool:
    """Whether Java counts with words of 64 bits."""
    tiny = max(0, significant - scale - 1)
    fives, of_ten = max(0, -exponent), max(0, exponent)
    twos, twos_of_ten = fives + tiny + scale - (significant - 1), of_ten + tiny
    margin = fives + tiny + scale - _PRECISION
    common = min(twos, twos_of_ten)
    shift = -min(0, margin - common - (significant == 1))
    size = significant + twos - common + shift + _bits_of_power(fives)
    return size <= _WORD and twos_of_ten - common + shift + 1 + _bits_of_power(of_ten + 1) <= _WORD


def _bits_of_power(of_five: int) -> int:
    if of_five > _LARGEST_POWER_OF_FIVE:
        return of_five * 3
    return (5**of_five).bit_length() if of_five else 0


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1
