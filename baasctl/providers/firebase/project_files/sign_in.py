"""`auth` of firebase.json: the sign-in methods that `firebase deploy --only auth` switches on."""

from __future__ import annotations

from typing import Final

from baasctl.providers.firebase.project_files.gathering import Gathering

_PLACES: Final = {"anonymous": "/sign_in/anonymous_accounts", "emailPassword": "/sign_in/email"}


def sign_in_into(gathering: Gathering, section: object) -> None:
    """The two switches; the CLI never switches one off, a spec does."""
    entry = dict(section) if isinstance(section, dict) else {}
    providers = entry.pop("providers", None)
    members = dict(providers) if isinstance(providers, dict) else {}
    for name, pointer in _PLACES.items():
        value = members.pop(name, None)
        if isinstance(value, bool):
            gathering.put("auth", (), pointer, value)
            if not value:
                gathering.remark(
                    f"auth.providers.{name}", "the Firebase CLI leaves it as it is; a spec switches it off"
                )
    gathering.rest("auth.providers", members)
    gathering.rest("auth", entry)
