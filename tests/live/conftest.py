"""Tests that ask the real services. They run with accounts named in the environment and are skipped without."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _network_is_closed() -> None:
    """These tests may leave this machine; the fixture of the same name above closes the network for all others."""
