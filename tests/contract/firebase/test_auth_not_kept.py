"""What Google accepts and does not keep is a failure with its name; what is only late is waited for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from baasctl.model.errors import Cancelled
from baasctl.model.result import ApplyResult, Status
from baasctl.sandbox.exchange import Answer, Request
from baasctl.sandbox.faults import Fault
from baasctl.workers import SerialWorkers, Stop
from tests.contract.project import SpecProject
from tests.sandbox_fixtures import FirebaseProject

CONFIG = "identitytoolkit.googleapis.com/v2/projects/{project}/config"
DOCUMENT = "auth_config"


class Forgetful:
    """Undoes every write of settings, for some reads or for ever: Google's answer stays 200."""

    def __init__(self, firebase: FirebaseProject, *, reads: int) -> None:
        self.firebase = firebase
        self.reads = reads
        self.before: Any = None
        self.after: Any = None
        firebase.sandbox.listen(self.listen)

    def listen(self, request: Request, answer: Answer) -> None:
        if not request.path.endswith(f"{self.firebase.id}/config"):
            return
        project = self.firebase.project
        if request.method == "PATCH" and answer.status == 200 and self.before is not None:
            self.after = project.settings(DOCUMENT)
            project.store(DOCUMENT, self.before)
        elif request.method == "GET" and self.after is None:
            self.before = project.settings(DOCUMENT)
        elif request.method == "GET":
            self.reads -= 1
            if self.reads == 0:
                project.store(DOCUMENT, self.after)


def forgetful(firebase: FirebaseProject, tmp_path: Path, spec: dict[str, Any], *, reads: int) -> ApplyResult:
    """What becomes of a spec when writes do not show."""
    firebase.change("PATCH", f"{CONFIG}?updateMask=signIn.allowDuplicateEmails", {"signIn": {}})
    Forgetful(firebase, reads=reads)
    project = SpecProject(firebase, tmp_path)
    project.write(spec)
    return project.apply()


SPEC: dict[str, Any] = {
    "auth": {"sign_in": {"phone": True}, "password": {"minimum_length": 12}},
    "email_templates": {"recovery": {"subject": "Hello", "native": {"firebase": {"replyTo": "help"}}}},
    "auth_hooks": {"before_sign_in": {"uri": "https://a.example/x"}},
}


def test_what_google_does_not_keep_has_failed_by_name(firebase: FirebaseProject, tmp_path: Path) -> None:
    """200 is no proof: every leaf that reads as before is named, each at its own resource."""
    result = forgetful(firebase, tmp_path, SPEC, reads=-1)

    assert {outcome.status for outcome in result.outcomes} == {Status.FAILED}
    told = {each.address.local: each.detail for each in result.diagnostics if each.address and each.code == "APPLY231"}
    assert "`signIn.phoneNumber.enabled`" in told["auth"]
    assert "minPasswordLength" in told["auth"]
    assert "`blockingFunctions.triggers.beforeSignIn`" in told["auth_hooks/before_sign_in"]
    assert "resetPasswordTemplate.replyTo" in told["email_templates/recovery"]
    assert not result.is_converged


def test_what_only_shows_late_is_waited_for(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Google is eventually consistent: a few reads later it is there."""
    result = forgetful(firebase, tmp_path, SPEC, reads=2)

    assert {outcome.status for outcome in result.outcomes} == {Status.APPLIED}
    assert result.is_converged


def test_a_deleted_hook_and_mail_that_stay_have_failed(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Deletes are looked at as well."""
    first = SpecProject(firebase, tmp_path / "first")
    first.write({key: SPEC[key] for key in ("email_templates", "auth_hooks")})
    assert first.apply().is_converged

    spec = {"auth": {"sign_in": {"phone": False}}, "prune": {"email_templates": "all", "auth_hooks": "all"}}
    result = forgetful(firebase, tmp_path / "second", spec, reads=-1)

    assert {outcome.change.address.local for outcome in result.outcomes if outcome.status is Status.FAILED} == {
        "email_templates/recovery",
        "auth_hooks/before_sign_in",
    }


class Stopped(Stop):
    """The user stops the run as soon as something has to be waited for."""

    def pause(self, seconds: float) -> None:
        raise Cancelled


def test_a_stop_ends_the_wait_and_tells_what_was_last_read(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Nobody is kept waiting by a server that is late; what is not there is told."""
    firebase.change("PATCH", f"{CONFIG}?updateMask=signIn.allowDuplicateEmails", {"signIn": {}})
    Forgetful(firebase, reads=3)
    project = SpecProject(firebase, tmp_path)
    project.write({"auth": {"sign_in": {"phone": True}}})

    result = project.apply(workers=SerialWorkers(Stopped()))

    assert [each.code for each in result.diagnostics] == ["APPLY231"]


def test_a_write_that_cannot_be_read_back_is_unknown(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Neither done nor failed: a new plan tells."""
    project = SpecProject(firebase, tmp_path)
    project.write({"auth": {"sign_in": {"phone": True}}})
    plan = project.plan()
    firebase.sandbox.faults.add(Fault(method="GET", path=f"{firebase.id}/config", status=503, skip=2))

    result = project.apply(plan)

    firebase.sandbox.faults.clear()
    assert [outcome.status for outcome in result.outcomes] == [Status.UNKNOWN]
    assert project.plan().is_empty


def test_a_code_that_nobody_can_type_in_is_warned_of(firebase: FirebaseProject, tmp_path: Path) -> None:
    """Its text is looked at and not shown."""
    project = SpecProject(firebase, tmp_path, {"A": "98765"})
    project.write({"auth": {"sms": {"test_numbers": {"+15550100": "${secret:env:A}"}}}})

    (warning,) = project.plan().warnings

    assert (warning.code, "six digits" in warning.detail, "98765" in str(warning)) == ("SPEC514", True, False)


def test_the_request_is_told_with_secrets_masked(firebase: FirebaseProject, tmp_path: Path) -> None:
    """`explain` shows the mask and the body of one resource."""
    from baasctl import pipeline
    from baasctl.model.address import Address
    from baasctl.model.secret import Vault

    project = SpecProject(firebase, tmp_path, {"A": "123456"})
    project.write({"auth": {"sms": {"test_numbers": {"+15550100": "${secret:env:A}"}}}})

    found = pipeline.explain(project.run(), Address("prod", "auth"), "/sms/test_numbers", Vault())

    assert "updateMask=signIn.phoneNumber.testPhoneNumbers" in str(found)
    assert "123456" not in str(found)
