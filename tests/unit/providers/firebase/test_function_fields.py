"""Every member of the API's `Function` that can be written has one name in a spec, or a reason why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from baasctl.model.value import at, freeze
from baasctl.providers.contract import No, Yes
from baasctl.providers.firebase.cloud_functions.function_body import Encoding, encode, leaves_of
from baasctl.providers.firebase.cloud_functions.native_fields import ASIDE, REFUSED, WIRE, pointer_of
from baasctl.providers.firebase.cloud_functions.quantities import bytes_of, default_cpu, quantity_of
from baasctl.providers.firebase.functions import decode
from baasctl.providers.firebase.support import SUPPORT
from tests.contract.firebase.write_api_tables import document

SCHEMAS = document("cloudfunctions.v2")["schemas"]
MESSAGES = ("buildConfig", "serviceConfig", "eventTrigger")
WHOLE = {"buildConfig.source"}


def writable(schema: str = "Function", above: str = "") -> Iterator[str]:
    """Dotted paths of members that are not output only; lists, maps and empty messages are one member each."""
    for name, member in SCHEMAS[schema]["properties"].items():
        path = f"{above}{name}"
        if member.get("readOnly") or path == "name":
            continue
        if name in MESSAGES:
            yield from writable(member["$ref"], f"{name}.")
        else:
            yield path


NEUTRAL = {
    "buildConfig.entryPoint": "handler",
    "buildConfig.runtime": "runtime",
    "description": "description",
    "labels": "labels",
    "serviceConfig.availableMemory": "memory",
    "serviceConfig.environmentVariables": "env",
    "serviceConfig.secretEnvironmentVariables": "secrets",
    "serviceConfig.serviceAccountEmail": "run_as",
    "serviceConfig.timeoutSeconds": "timeout",
}


@pytest.mark.parametrize("path", sorted(writable()))
def test_a_writable_member_has_exactly_one_name_or_a_reason(path: str) -> None:
    """Neutral, native, or refused."""
    assert [path in NEUTRAL, path in WIRE, path in REFUSED].count(True) == 1
    fields = SUPPORT.fields["functions"]
    if path in NEUTRAL:
        answer = fields[NEUTRAL[path]]
        assert isinstance(answer, Yes)
        assert answer.wire == path
    else:
        assert isinstance(fields[f"native.{path}"], Yes if path in WIRE else No)


def test_no_native_field_is_invented() -> None:
    """What a spec may write natively as a member of `Function` is one."""
    assert set(WIRE) <= set(writable())
    assert not set(WIRE) & set(ASIDE)


@pytest.mark.parametrize("path", sorted(path for path in WIRE if not path.startswith("eventTrigger.")))
def test_a_native_value_goes_to_its_path_and_comes_back(path: str) -> None:
    """One path of the mask, the same value when it is read."""
    value: Any = _sample(path)
    pointer = pointer_of(path)

    body, mask = encode({pointer: freeze(value)}, {}, Encoding(project="demo-acme", live={"labels": {}}))

    assert mask == (path,)
    assert at(freeze(body), "/" + path.replace(".", "/")) == freeze(value)  # type: ignore[arg-type]
    wire = {"name": "projects/p/locations/us-central1/functions/f", **body}
    read = decode(wire, "functions", target="prod", project="demo-acme", region="us-central1")
    assert at(read.attributes, pointer) == freeze(value)
    assert pointer not in read.unset


def _sample(path: str) -> Any:
    lists = {
        "serviceConfig.directVpcNetworkInterface": [{"network": "default", "tags": ["a"]}],
        "serviceConfig.secretVolumes": [{"mountPath": "/etc/secrets", "secret": "KEY"}],
    }
    numbers = ("Count", "Concurrency")
    if path in lists:
        return lists[path]
    if path.endswith(numbers):
        return 7
    if path.endswith("environmentVariables"):
        return {"A": "a"}
    if path.endswith("allTrafficOnLatestRevision"):
        return False
    return WIRE[path].bounds.choices[-1] if WIRE[path].bounds.choices else "text"


def test_only_what_is_declared_is_sent() -> None:
    """One leaf of the mask for each changed field, and none for the others."""
    after = freeze({"memory": 512 * 2**20, "runtime": "python3.13", "description": "x", "name": "f"})
    assert isinstance(after, dict) or after
    body, mask = encode(leaves_of(after), after, Encoding(project="demo-acme"))  # type: ignore[arg-type]
    assert set(mask) == {"serviceConfig.availableMemory", "buildConfig.runtime", "description"}
    assert body == {
        "serviceConfig": {"availableMemory": "512Mi"},
        "buildConfig": {"runtime": "python313"},
        "description": "x",
    }


def test_an_unset_field_is_in_the_mask_and_not_in_the_body() -> None:
    """So that Google puts its default there."""
    body, mask = encode({"/timeout": None, "/env": None}, {}, Encoding(project="demo-acme"))
    assert (body["serviceConfig"], mask) == (
        {"environmentVariables": {}},
        ("serviceConfig.environmentVariables", "serviceConfig.timeoutSeconds"),
    )


def test_what_tools_and_platform_added_stays_on_a_write() -> None:
    """Variables and labels are read, merged and kept; but the label by which the Firebase CLI skips goes."""
    live = {
        "labels": {"team": "web", "deployment-tool": "cli-firebase", "firebase-functions-hash": "1"},
        "serviceConfig": {"environmentVariables": {"A": "a", "FIREBASE_CONFIG": "{}", "LOG_EXECUTION_ID": "true"}},
    }
    values = {"/env": freeze({"B": "b"}), "/labels": freeze({"team": "app"})}
    body, mask = encode(values, {}, Encoding(project="demo-acme", live=live))  # type: ignore[arg-type]
    assert mask == ("serviceConfig.environmentVariables", "labels")
    assert body["labels"] == {"team": "app", "deployment-tool": "cli-firebase"}
    assert body["serviceConfig"] == {
        "environmentVariables": {"FIREBASE_CONFIG": "{}", "LOG_EXECUTION_ID": "true", "B": "b"}
    }


@pytest.mark.parametrize(
    ("quantity", "size"),
    [("256M", 2**28), ("256Mi", 2**28), ("1Gi", 2**30), ("1.5Gi", 3 * 2**29), ("128974848", 128974848), ("1e9", 10**9)],
)
def test_memory_is_read_in_every_spelling(quantity: str, size: int) -> None:
    """And written in the largest binary unit."""
    assert bytes_of(quantity) == size


def test_memory_is_written_in_the_largest_unit() -> None:
    """As the Firebase CLI does; processors follow from it."""
    assert [quantity_of(size) for size in (2**28, 2**31, 2**10, 1000)] == ["256Mi", "2Gi", "1Ki", "1000"]
    assert [default_cpu(size * 2**20) for size in (128, 256, 3000, 40000)] == ["0.083", "0.1666", "2", "8"]
    assert bytes_of("much") is None
