"""Numbers of answers that no number can be made of: they are told as strange answers, and stop nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from baasctl.model.errors import UnexpectedAnswer
from baasctl.providers.firebase.cloud_functions.quantities import bytes_of
from baasctl.providers.firebase.cloud_storage import native
from baasctl.providers.firebase.firestore.durations import whole_seconds
from baasctl.providers.firebase.identity_toolkit import codecs
from baasctl.providers.firebase.remote_config import decode as template_of

ENDLESS = "9" * 5000
"""Longer than Python reads."""
INFINITE = float("inf")
"""What `1e999` is in JSON."""


@pytest.mark.parametrize("value", [ENDLESS, "1" + "0" * 30, INFINITE, "٣", True, None, [], "1.5"])
def test_no_int64_is_misread(value: object) -> None:
    """Text of at most 19 digits, or a whole number."""
    with pytest.raises(codecs.Misread):
        codecs.INT64.read(value)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (codecs.SECONDS.read, f"{ENDLESS}s"),
        (codecs.INSTANT.read, "0001-01-01T00:00:00+14:00"),
        (codecs.INSTANT.read, "yesterday"),
    ],
)
def test_no_time_is_misread(read: Callable[[object], object], value: str) -> None:
    """Neither durations nor moments that Python cannot hold."""
    with pytest.raises(codecs.Misread):
        read(value)


@pytest.mark.parametrize("value", [f"{ENDLESS}s", "٣s", "s", "", "-1s"])
def test_no_duration_of_firestore_is_misread(value: str) -> None:
    """Whole seconds of at most twelve digits."""
    with pytest.raises(UnexpectedAnswer):
        whole_seconds(value, "document", "/retention")


@pytest.mark.parametrize("value", [ENDLESS, f"1e{ENDLESS}", "1e999", "٣Mi"])
def test_no_amount_of_memory_is_misread(value: str) -> None:
    """`None` is what is no amount."""
    assert bytes_of(value) is None


def test_a_long_number_of_a_bucket_stays_text() -> None:
    """It then differs from every number, and can be adopted by nobody."""
    found, _ = native.decode({"softDeletePolicy": {"retentionDurationSeconds": ENDLESS}})
    assert found["softDeletePolicy"] == {"retentionDurationSeconds": ENDLESS}


def test_a_condition_without_a_name_is_none() -> None:
    """Values are told apart by the names of their conditions."""
    with pytest.raises(UnexpectedAnswer, match="/conditions/name"):
        template_of({"template": {"conditions": [{"a": 1}]}, "etag": "etag-1"}, "prod")
