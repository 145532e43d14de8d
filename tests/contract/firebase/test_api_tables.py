"""The committed tables of methods and messages are what Google's discovery documents say."""

from __future__ import annotations

import pytest

from baasctl.sandbox.firebase import api_tables
from tests.contract.firebase import write_api_tables


@pytest.mark.parametrize("api", write_api_tables.SERVED)
def test_a_committed_table_is_what_the_installed_document_gives(api: str) -> None:
    """`python -m tests.contract.firebase.write_api_tables` writes them anew."""
    written = (write_api_tables.FOLDER / f"{api}.json").read_text(encoding="utf-8")

    assert written == write_api_tables.as_text(write_api_tables.table(api))


def test_there_is_no_table_without_a_document() -> None:
    """A file that the program does not write is left over."""
    assert {path.stem for path in write_api_tables.FOLDER.iterdir()} == set(write_api_tables.SERVED)


@pytest.mark.parametrize("api", write_api_tables.SERVED)
def test_every_message_that_a_table_names_is_in_it(api: str) -> None:
    """Checking never ends at a gap."""
    table = api_tables.api(api)
    named = {
        field.message for message in table.messages.values() for field in message.values() if field.type == "message"
    }

    assert named - set(table.messages) == set()
    assert {each.request for each in table.methods} | {each.answer for each in table.methods} <= {"", *table.messages}
