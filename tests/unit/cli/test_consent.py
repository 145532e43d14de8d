"""Apply asks on a terminal, and only there."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from baasctl.cli.consent import confirm_apply
from baasctl.cli.output import Output
from baasctl.model.errors import PlanRefused
from baasctl.model.plan import Plan
from baasctl.model.target import Target

ASK = """\
import sys
from baasctl.cli.main import main
from baasctl import pipeline
from baasctl.model.address import Address
from baasctl.model.change import Action, Change
from baasctl.model.plan import Plan
from baasctl.model.result import ApplyResult
from baasctl.model.target import Target
from baasctl.run import Applied, Planned

change = Change(address=Address("live", "auth"), action=Action.UPDATE)
target = Target(name="live", provider="supabase", project="p", production=sys.argv[1] == "production")
plan = Plan(target=target, changes=(change,))
pipeline.plan = lambda run, vault: Planned(plans=(plan,))
pipeline.apply = lambda run, plans, vault: Applied(results=(ApplyResult(plan=plan, remaining=Plan(target=target)),))
sys.exit(main(["apply"]))
"""


def answered(tmp_path: Path, sort: str, answer: str) -> tuple[int, str]:
    """Run apply with a person at the terminal who types *answer*."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "TERM": "dumb"}
    with subprocess.Popen(
        [sys.executable, "-c", ASK, sort],
        cwd=tmp_path, env=environment, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs,
    ) as process:  # fmt: skip
        os.close(theirs)
        said = b""
        while b"to go on: " not in said:
            said += os.read(ours, 1024)
        os.write(ours, answer.encode() + b"\n")
        try:
            while chunk := os.read(ours, 1024):
                said += chunk
        except OSError:
            pass  # the other end of a terminal is closed
    os.close(ours)
    return process.returncode, said.decode()


@pytest.mark.parametrize(
    ("sort", "answer", "code"),
    [("plain", "yes", 0), ("plain", "no", 5), ("plain", "", 5), ("production", "live", 0), ("production", "yes", 5)],
)
def test_apply_goes_on_with_the_right_word_only(tmp_path: Path, sort: str, answer: str, code: int) -> None:
    """`yes`, or for a production target its name."""
    found, said = answered(tmp_path, sort, answer)
    assert found == code, said
    assert ("production target" in said) is (sort == "production")


def test_a_plan_file_is_consent_for_all_but_production() -> None:
    """Handing over a reviewed plan says enough; nobody is asked without a terminal."""
    output = Output(sys.stdout, sys.stderr, {})
    plain, production = (
        Plan(target=Target(name="t", provider="supabase", project="p", production=flag)) for flag in (False, True)
    )
    confirm_apply(output, [plain], by_name_only=True)
    with pytest.raises(PlanRefused, match="no terminal"):
        confirm_apply(output, [production], by_name_only=True)
