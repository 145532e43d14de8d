"""How `--dist loadfile` spreads tests over processes: what takes long first, so that all end at about the same time."""

from __future__ import annotations

from typing import Any

import pytest

FIRST = (
    "tests/contract/test_deaths.py",
    "tests/contract/test_cases.py",
    "tests/clients/rules_evaluator/",
    "tests/clients/auth_emulator/",
    "tests/clients/firebase_cli/",
    "tests/clients/supabase_cli/",
    "tests/laws/test_provider_laws.py",
    "tests/laws/",
    "tests/unit/cli/",
    "tests/unit/engines/postgres/",
    "tests/unit/access/",
)
"""Beginnings of names in the order in which they run; the others follow."""
EACH_ALONE = (
    "tests/contract/test_deaths.py",
    "tests/contract/test_cases.py",
    "tests/laws/test_provider_laws.py",
    "tests/laws/test_stage_laws.py",
)
"""Files whose tests share nothing that is dear to make: any process may take any of them."""
TOGETHER = ("tests/clients/auth_emulator", "tests/clients/firestore_emulator")
"""Folders whose tests share an emulator: one process runs all of a folder."""


def unit_of(nodeid: str) -> str:
    """What has to run in one process together with this test."""
    path = nodeid.partition("::")[0]
    folder = path.rpartition("/")[0]
    return nodeid if path in EACH_ALONE else folder if folder in TOGETHER else path


def place_of(nodeid: str) -> int:
    """Sorts tests into the order of `FIRST`."""
    return next((number for number, name in enumerate(FIRST) if nodeid.startswith(name)), len(FIRST))


def scheduler(config: pytest.Config, log: Any) -> Any:
    """For xdist's hook; `None` leaves another `--dist` to xdist."""
    from xdist.scheduler import LoadScopeScheduling

    class Spread(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return unit_of(nodeid)

    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return Spread(config, log)
