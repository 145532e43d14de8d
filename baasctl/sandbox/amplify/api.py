"""AWS as one endpoint: our own services, our rules, and MiniStack behind them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from baasctl.sandbox.amplify import recognition
from baasctl.sandbox.amplify.account import Accounts
from baasctl.sandbox.amplify.backend import encoded
from baasctl.sandbox.amplify.call import Call
from baasctl.sandbox.amplify.model_checks import check
from baasctl.sandbox.amplify.recognition import Signature
from baasctl.sandbox.amplify.refusals import AwsRefusal, refused, unknown_credential, usual
from baasctl.sandbox.amplify.request_parameters import parameters_of
from baasctl.sandbox.amplify.rules import WITHOUT_MINISTACK, rules_of
from baasctl.sandbox.amplify.service_models import protocol
from baasctl.sandbox.exchange import Answer, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class AwsApis:
    """Answers requests that are signed as AWS wants them.

    Attributes:
        base_url: Of the sandbox; asked late, since the port is known late.
    """

    accounts: Accounts
    base_url: Callable[[], str]

    def answer(self, request: Request) -> Answer:
        """The answer, whatever it is; refusals are answers too.

        Raises:
            SandboxError: MiniStack does not run.
        """
        found = _signature(request)
        try:
            return self._answer(request, found)
        except AwsRefusal as refusal:
            return refused(refusal, found.service, protocol(found.service))

    def _answer(self, request: Request, found: Signature) -> Answer:
        project = self.accounts.of_access_key(found.access_key)
        if project is None:
            raise unknown_credential(protocol(found.service), found.service)
        called = request.called or recognition.named(request).called
        operation = called.rpartition("/")[2]
        call = Call(
            project=project,
            backend=self.accounts.backend(project, found.region),
            service=found.service,
            operation=operation,
            request=request,
            parameters=parameters_of(found.service, operation, request),
            base_url=self.base_url(),
        )
        return _ruled(call)


def failure(request: Request, note: str) -> Answer:
    """What a service answers when the sandbox itself fails."""
    found = _signature(request)
    refusal = AwsRefusal("InternalFailure", "An internal error occurred.", status=500, note=note)
    return refused(refusal, found.service, protocol(found.service))


def faulty(request: Request, status: int, message: str) -> Answer:
    """What a service answers with a status that a fault asks for."""
    found = _signature(request)
    return refused(usual(status, found.service, message), found.service, protocol(found.service))


def _signature(request: Request) -> Signature:
    found = recognition.signature(request)
    assert found is not None
    return found


def _ruled(call: Call) -> Answer:
    """The call through the rules of its service."""
    check(call.service, call.operation, call.parameters)
    rules = rules_of(call.service)
    changed = False
    for before in rules.before.get(call.operation, ()):
        other = before(call)
        if other is not None:
            call, changed = replace(call, parameters=other), True
    if own := rules.own.get(call.operation):
        said = own(call)
        answer = said if isinstance(said, Answer) else _as_json(said)
    elif call.service in WITHOUT_MINISTACK:
        raise AwsRefusal("NotFoundException", "The operation is not simulated.", status=404, note="not simulated")
    else:
        answer = _passed_on(call, changed=changed)
    if answer.status < 300:
        for after in rules.after.get(call.operation, ()):
            answer = after(call, answer)
    return answer


def _passed_on(call: Call, *, changed: bool) -> Answer:
    request = call.request
    if not changed:
        return call.backend.ministack.ask(request.method, request.target, request.headers, request.body)
    method, target, headers, body = encoded(call.service, call.operation, call.parameters)
    kept = {name: text for name, text in request.headers.items() if name in {"host", "authorization", "x-amz-date"}}
    return call.backend.ministack.ask(method, target, {**headers, **kept}, body)


def _as_json(value: Mapping[str, Any]) -> Answer:
    body = json.dumps(value).encode()
    return Answer(status=200, body=body, headers={"content-type": "application/x-amz-json-1.1"})
