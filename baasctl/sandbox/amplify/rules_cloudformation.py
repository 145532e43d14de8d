"""What MiniStack's CloudFormation leaves out: the metadata of templates, and Amplify's own sort of table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from xml.sax.saxutils import escape

from baasctl.sandbox.amplify.call import Call, Rules
from baasctl.sandbox.amplify.refusals import AwsRefusal
from baasctl.sandbox.exchange import Answer

_TABLE: Final = b"<ResourceType>AWS::DynamoDB::Table</ResourceType>"
_AMPLIFY_TABLE: Final = b"<ResourceType>Custom::AmplifyDynamoDBTable</ResourceType>"


def add_metadata(call: Call, answer: Answer) -> Answer:
    """Put the template's metadata into a summary, as a JSON text."""
    metadata = _template(call).get("Metadata")
    if not metadata:
        return answer
    member = f"<Metadata>{escape(json.dumps(metadata))}</Metadata></GetTemplateSummaryResult>".encode()
    return replace(answer, body=answer.body.replace(b"</GetTemplateSummaryResult>", member))


def name_tables(call: Call, answer: Answer) -> Answer:
    """Tables of Amplify's stacks are custom resources, which CloudFormation's own drift cannot see."""
    stack = str(call.parameters.get("StackName", "")).rpartition("stack/")[2]
    if not stack.startswith("amplify-"):
        return answer
    return replace(answer, body=answer.body.replace(_TABLE, _AMPLIFY_TABLE))


def find_stack(call: Call) -> Mapping[str, Any] | None:
    """A stack may be named by the id of something that it made; MiniStack knows only its name.

    Raises:
        AwsRefusal: No stack made it.
    """
    physical = call.parameters.get("PhysicalResourceId")
    if physical is None:
        return None
    for stack in call.backend.ask("cloudformation", "DescribeStacks").get("Stacks", ()):
        name = stack["StackName"]
        made = call.backend.ask("cloudformation", "DescribeStackResources", StackName=name).get("StackResources", ())
        if any(each.get("PhysicalResourceId") == physical for each in made):
            return {"StackName": name}
    raise AwsRefusal("ValidationError", f"Stack for {physical} does not exist")


def _template(call: Call) -> dict[str, Any]:
    body = call.parameters.get("TemplateBody")
    if body is None and call.parameters.get("StackName"):
        try:
            said = call.backend.ask("cloudformation", "GetTemplate", StackName=call.parameters["StackName"])
        except AwsRefusal:
            return {}
        body = said.get("TemplateBody")
    try:
        found = json.loads(body) if isinstance(body, str) else body
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


RULES: Final = Rules(
    before={"DescribeStackResources": (find_stack,)},
    after={
        "GetTemplateSummary": (add_metadata,),
        **dict.fromkeys(("ListStackResources", "DescribeStackResources", "DescribeStackResource"), (name_tables,)),
    },
)
