"""Documents that IAM would not take, where MiniStack takes them; descriptions that become empty, where they stay."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.policy_documents import refuse_unknown_roles, statements
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

LONGEST_TRUST: Final = 2048
LONGEST_INLINE: Final = 10_240
_BLANK: Final = re.compile(r"\s")


def trust_is_well_formed(call: Call) -> None:
    """JSON, with principals and without resources."""
    text = str(call.parameters.get("AssumeRolePolicyDocument") or call.parameters.get("PolicyDocument"))
    for statement in statements(text, _malformed):
        if "Resource" in statement or "NotResource" in statement:
            raise _malformed("Has prohibited field Resource")
        if "Principal" not in statement and "NotPrincipal" not in statement:
            raise _malformed("Missing required field Principal")
        refuse_unknown_roles(call.backend, statement, _malformed)
    if len(_BLANK.sub("", text)) > LONGEST_TRUST:
        raise AwsRefusal("LimitExceeded", f"Cannot exceed quota for ACLSizePerRole: {LONGEST_TRUST}", status=409)


def policy_is_well_formed(call: Call) -> None:
    """JSON, with resources and without principals."""
    text = str(call.parameters["PolicyDocument"])
    for statement in statements(text, _malformed):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise _malformed("Policy document should not specify a principal.")
        if "Resource" not in statement and "NotResource" not in statement:
            raise _malformed("Policy statement must contain resources.")


def inline_policy_is_short_enough(call: Call) -> None:
    """All inline policies of a role together."""
    role, name = str(call.parameters["RoleName"]), str(call.parameters["PolicyName"])
    size = len(_BLANK.sub("", str(call.parameters["PolicyDocument"])))
    for other in call.backend.ask("iam", "ListRolePolicies", RoleName=role)["PolicyNames"]:
        if other != name:
            found = call.backend.ask("iam", "GetRolePolicy", RoleName=role, PolicyName=other)["PolicyDocument"]
            size += len(_BLANK.sub("", unquote(found)))
    if size > LONGEST_INLINE:
        message = f"Maximum policy size of {LONGEST_INLINE} bytes exceeded for role {role}"
        raise AwsRefusal("LimitExceeded", message, status=409)


def empty_description(call: Call, answer: Answer) -> Answer:
    """A description that is sent empty: MiniStack reads forms without their blank members."""
    if call.parameters.get("Description") == "":
        role = {"RoleName": str(call.parameters["RoleName"]), "Description": ""}
        call.backend.send_as_json("iam", "IAMService.UpdateRole", role)
    return answer


def _malformed(message: str) -> AwsRefusal:
    return AwsRefusal("MalformedPolicyDocument", message)


RULES: Final = Rules(
    before={
        "CreateRole": (trust_is_well_formed,),
        "UpdateAssumeRolePolicy": (trust_is_well_formed,),
        "PutRolePolicy": (policy_is_well_formed, inline_policy_is_short_enough),
        "CreatePolicy": (policy_is_well_formed,),
        "CreatePolicyVersion": (policy_is_well_formed,),
    },
    after={"UpdateRole": (empty_description,)},
)
