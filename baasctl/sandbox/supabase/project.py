"""One simulated project: its options, its stored settings, its database."""

from __future__ import annotations

import re
import secrets
import string
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Literal, cast

from baasctl.sandbox.documents import Documents
from baasctl.sandbox.exchange import Json, JsonObject, Refusal
from baasctl.sandbox.supabase.database import ProjectDatabase

REF = re.compile(r"[a-z]{20}")
ORGANIZATION = "sandbox"
"""Slug of the organization on the plan `pro`; the others have the plan's name behind it."""
MAJOR_VERSION = 17
"""What the API says the database runs; the server behind it is the nearest that the binaries offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOptions:
    """What distinguishes one project from another at the provider's side.

    Attributes:
        name: Display name.
        plan: Plan of the project's organisation; decides entitlements.
        effective_config_status: 200 serves `GET /v2/projects/{ref}/config`; 403 or 404 answers as a token or a
            platform without that alpha endpoint.
        unset_reads: How `GET /v1/.../config/auth` shows a field that was never set. `rendered`: null, but mail texts
            as the platform renders them; `null`: null for all; `default`: the platform's default for all, as the
            recordings of 2026-05 show most fields of a project that had been in use.
        spaced_csv: The server puts a space after each comma of auth's csv fields, as it does for the Data API.
        smtp_required: Answer 401 to a mail rate limit without custom SMTP, as observed in 2026-06.
        settling_reads: How often network restrictions, SSL enforcement or, in a restart, the project are read before
            a change is in force; 0 puts it in force at once, as the recordings of 2026-05 show.
    """

    name: str = ""
    plan: Literal["free", "pro", "team"] = "pro"
    effective_config_status: Literal[200, 403, 404] = 200
    unset_reads: Literal["rendered", "null", "default"] = "rendered"
    spaced_csv: bool = False
    smtp_required: bool = False
    settling_reads: Literal[0, 1, 2, 3] = 0

    @property
    def organization(self) -> str:
        """Slug of the organization that the project belongs to: one for each plan."""
        return ORGANIZATION if self.plan == "pro" else f"{ORGANIZATION}-{self.plan}"

    def as_json(self) -> JsonObject:
        return cast("JsonObject", asdict(self))

    @classmethod
    def from_json(cls, value: Mapping[str, Json]) -> ProjectOptions:
        """Read options as `POST /_sandbox/projects` takes them.

        Raises:
            Refusal: 400, an unknown option or value.
        """
        allowed: Mapping[str, tuple[Json, ...]] = {
            "plan": ("free", "pro", "team"),
            "effective_config_status": (200, 403, 404),
            "unset_reads": ("rendered", "null", "default"),
            "spaced_csv": (True, False),
            "smtp_required": (True, False),
            "settling_reads": (0, 1, 2, 3),
        }
        given = {name: "null" if name == "unset_reads" and member is None else member for name, member in value.items()}
        for name, member in given.items():
            if name == "name" and isinstance(member, str):
                continue
            if name not in allowed:
                raise Refusal(400, f"{name}: no such option; known: name, {', '.join(allowed)}")
            if member not in allowed[name]:
                raise Refusal(400, f"{name}: {member!r} is not one of {', '.join(map(str, allowed[name]))}")
        return cls(**given)  # type: ignore[arg-type]  # names and values were compared above


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """State of one project. Documents change only under `lock`."""

    ref: str
    number: int
    created_at: str
    options: ProjectOptions
    documents: Documents
    database: ProjectDatabase
    lock: threading.RLock = field(default_factory=threading.RLock)

    def settings(self, name: str) -> JsonObject:
        """A stored document that is an object; empty when nothing was written."""
        return cast("JsonObject", self.documents.read(name, {}))

    def entries(self, name: str) -> list[JsonObject]:
        """A stored document that is a list of objects; empty when nothing was written."""
        return cast("list[JsonObject]", self.documents.read(name, []))

    def store(self, name: str, value: JsonObject | list[JsonObject]) -> None:
        """Replace a document; on disk before this returns."""
        self.documents.write(name, cast("Json", value))

    def summary(self) -> JsonObject:
        """The project as `GET /v1/projects/{ref}` answers it."""
        return {
            "id": self.ref,
            "ref": self.ref,
            "organization_id": self.options.organization,
            "organization_slug": self.options.organization,
            "name": self.options.name or self.ref,
            "region": "us-east-1",
            "status": "ACTIVE_HEALTHY",
            "database": {
                "host": f"db.{self.ref}.supabase.co",
                "version": f"{MAJOR_VERSION}.6.1.111",
                "postgres_engine": str(MAJOR_VERSION),
                "release_channel": "ga",
            },
            "created_at": self.created_at,
        }


def identity(ref: str | None, number: int, options: ProjectOptions) -> JsonObject:
    """What is stored of a new project besides its settings.

    Raises:
        Refusal: 400, *ref* is not 20 lower-case letters.
    """
    ref = ref or "".join(secrets.choice(string.ascii_lowercase) for _ in range(20))
    if not REF.fullmatch(ref):
        raise Refusal(400, f"ref: `{ref}` is not a project ref; Supabase's are 20 lower-case letters")
    return {"ref": ref, "number": number, "created_at": timestamp(), "options": options.as_json()}


def stored_options(value: Json) -> ProjectOptions:
    """Options of a project that an earlier run stored; what this version does not know is dropped."""
    known = {option.name for option in fields(ProjectOptions)}
    stored = cast("JsonObject", value)
    return ProjectOptions.from_json({name: member for name, member in stored.items() if name in known})


def renamed(options: ProjectOptions, name: str) -> ProjectOptions:
    """*options* under another display name."""
    return replace(options, name=name)


def timestamp() -> str:
    """The current time as the Management API writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
