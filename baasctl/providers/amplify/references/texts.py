"""What each reference stands for at one app.

ARNs: docs.aws.amazon.com/service-authorization/latest/reference, the pages of each service. The ARN of a function, role
or bucket follows from its name, so that it is known before there is one; the id of an app client and the address of a
function are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from baasctl.model.deferred import TARGET, with_texts
from baasctl.model.resource import Resource
from baasctl.model.state import DesiredState
from baasctl.providers.amplify.discovery import Found
from baasctl.providers.amplify.iam import role_names
from baasctl.providers.amplify.lambda_functions.documents import of_function
from baasctl.providers.amplify.object_storage.bucket_names import physical_names
from baasctl.providers.amplify.regions import partition_of
from baasctl.providers.contract import Answers

REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    TARGET: ("account", "region", "app", "branch"),
    "auth": ("id", "arn"),
    "identity_pool": ("id", "arn"),
    "graphql_api": ("id", "arn"),
    "app_clients": ("id",),
    "buckets": ("name", "arn"),
    "functions": ("name", "arn", "url"),
    "roles": ("name", "arn"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One app.

    Attributes:
        known: What discovery found.
        answers: Everything that was fetched.
        declared: Resources of the spec, whose names decide about ARNs.
    """

    known: Found
    region: str
    answers: Answers
    declared: DesiredState | None = None

    def of(self, reference: str) -> str:
        """The text of `kind/name.attribute`; empty while nothing that was fetched tells it."""
        path, _, attribute = reference.rpartition(".")
        kind, _, key = path.partition("/")
        if attribute not in REFERENCES.get(kind, ()):
            return ""
        if kind == TARGET:
            return self._of_target(attribute)
        if not key:
            found = {"auth": self.known.user_pool, "identity_pool": self.known.identity_pool}
            return self._id_or_arn(kind, found.get(kind, self.known.api), attribute)
        match kind:
            case "app_clients":
                return self._client(key)
            case "buckets":
                name = self._named(kind, key) or physical_names(self.known).get(key, key)
                return name if attribute == "name" else f"arn:{partition_of(self.region)}:s3:::{name}"
            case "functions":
                return self._function(self._named(kind, key) or self.known.function(key), attribute)
        return self._role(key, attribute)

    def _of_target(self, attribute: str) -> str:
        texts = {"account": self.known.account, "app": self.known.app, "branch": self.known.branch}
        return texts.get(attribute, self.region)

    def _id_or_arn(self, kind: str, resource_id: str, attribute: str) -> str:
        if attribute == "id" or not resource_id:
            return resource_id
        service, sort = {
            "auth": ("cognito-idp", "userpool"),
            "identity_pool": ("cognito-identity", "identitypool"),
        }.get(kind, ("appsync", "apis"))
        return self._arn(service, f"{sort}/{resource_id}")

    def _client(self, key: str) -> str:
        declared = self._declared("app_clients", key)
        if declared is not None and declared.remote_id:
            return declared.remote_id
        listed = self.answers.get(f"app_clients/{self.known.user_pool}")
        rows = listed if isinstance(listed, list) else []
        ids = [str(each.get("ClientId")) for each in rows if key in (each.get("ClientName"), each.get("ClientId"))]
        return ids[0] if len(ids) == 1 else ""

    def _function(self, name: str, attribute: str) -> str:
        if attribute == "name":
            return name
        if attribute == "url":
            answer = self.answers.get(of_function(name, "url"))
            return str(answer.get("FunctionUrl", "")) if isinstance(answer, Mapping) else ""
        return self._arn("lambda", f"function:{name}")

    def _role(self, key: str, attribute: str) -> str:
        if not all(name in self.answers for name in role_names.leading(self.known)):
            return ""
        name = self._named("roles", key) or role_names.by_name(self.known, self.answers).get(key, key)
        if attribute == "name":
            return name
        answer = self.answers.get(role_names.ROLE + name)
        live = answer.get("Role") if isinstance(answer, Mapping) else None
        if isinstance(live, Mapping):
            return str(live.get("Arn", ""))
        declared = self._declared("roles", key)
        path = declared.attributes.get("path") if declared is not None else None
        return self._arn("iam", f"role{path if isinstance(path, str) else '/'}{name}", region="")

    def _arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        place = self.region if region is None else region
        account = self.known.account
        return f"arn:{partition_of(self.region)}:{service}:{place}:{account}:{resource}" if account else ""

    def _declared(self, kind: str, key: str) -> Resource | None:
        wanted = self.declared.of(kind) if self.declared is not None else ()
        return next((each for each in wanted if each.address.segments == (key,)), None)

    def _named(self, kind: str, key: str) -> str:
        """What the spec calls a resource at AWS; empty where it says nothing. References in it go to what is live."""
        declared = self._declared(kind, key)
        name = declared.attributes.get("name") if declared is not None else None
        known = with_texts(name, replace(self, declared=None).of) if isinstance(name, str) else ""
        return known if isinstance(known, str) else ""
