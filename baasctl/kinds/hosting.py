"""`hosting`: the web site of an app: how it is built, its branches, domains and webhooks.

Branches, domains and webhooks are compared one by one: what is not listed stays as it is, `null` deletes it.
A webhook's name is its description: that is how it is found again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Identity, Kind
from baasctl.kinds.types import Duration, EntriesOf, ListOf, MapOf, SecretText, SetOf, Text
from baasctl.model.change import Access, Change, FieldChange, Hazard, Risk
from baasctl.model.value import ABSENT, Side, tokens_of

Stage = Literal["production", "beta", "development", "experimental", "pull_request"]


class BasicAuth(Attributed):
    """One name and password before the site."""

    enabled: bool | None = Described(None, description="Visitors are asked for name and password.")
    username: Text | None = Described(None, description="The name; goes together with the password.")
    password: SecretText | None = Described(None, description="The password; goes together with the name.")


class CustomRule(Attributed):
    """One redirect or rewrite."""

    source: Text = Described(description="Pattern of the path that is asked for: `/docs/<*>`.")
    target: Text = Described(description="Where it leads: a path or an address.")
    status: Text = Described(description="`200` (rewrite), `301`, `302`, `404` or `404-200`, in quotes.")
    condition: Text | None = Described(None, description="Only for these visitors, such as a country code: `<US>`.")


class Build(Attributed):
    """What the app's branches, one branch, and branches that are made by themselves have in common."""

    env: MapOf[Text] | None = Described(None, description="Variables of the build and of the running site.")
    build_spec: Text | None = Described(None, description="How to build, YAML; left to the repository when not set.")
    basic_auth: BasicAuth | None = Described(None, description="Name and password before the site.")


class BranchSettings(Build):
    """What a branch has and what branches that are made by themselves get."""

    stage: Stage | None = Described(None, description="What the branch is for.")
    framework: Text | None = Described(None, description="Framework of the site: `Next.js - SSR`.")
    auto_build: bool | None = Described(None, description="Every push is built.")
    performance_mode: bool | None = Described(None, description="Content stays longer at the edge.")
    pull_request_previews: bool | None = Described(None, description="Pull requests get a site of their own.")
    pull_request_environment: Text | None = Described(None, description="Backend environment of the previews (Gen 1).")


class AutoBranches(BranchSettings):
    """Branches of the repository that get a site by themselves."""

    enabled: bool | None = Described(None, description="New branches that match get a site.")
    patterns: SetOf[Text] | None = Described(None, description="Globs of branch names: `feature/*`.")


class Branch(BranchSettings):
    """One branch with its site."""

    description: Text | None = Described(None, description="For people.")
    display_name: Text | None = Described(None, description="First label of the site's address.")
    ttl: Duration | None = Described(None, description="How long content may be kept.")
    notifications: bool | None = Described(None, description="Builds are told by e-mail.")
    skew_protection: bool | None = Described(None, description="A visitor stays with one deployment.")
    backend_stack: Text | None = Described(None, description="ARN of the stack of its backend (Gen 2).")
    backend_environment: Text | None = Described(None, description="ARN of its backend environment (Gen 1).")
    compute_role: Text | None = Described(None, description="ARN of the role of the running site.")


class AutoSubdomains(Attributed):
    """Subdomains for branches that are made by themselves."""

    enabled: bool | None = Described(None, description="Matching branches get a subdomain.")
    patterns: SetOf[Text] | None = Described(None, description="Globs of branch names.")
    role: Text | None = Described(None, description="ARN of the role that writes the records of the DNS.")


class Domain(Attributed):
    """One domain."""

    subdomains: MapOf[Text] | None = Described(None, description='Prefix to branch; `""` is the domain itself.')
    auto_subdomains: AutoSubdomains | None = Described(None, description="Subdomains that are made by themselves.")
    certificate: Text | None = Described(None, description="ARN of a certificate; unset: Amplify makes one.")


class Webhook(Attributed):
    """An address that starts a build when it is called."""

    branch: Text | None = Described(None, description="What is built.")


class Hosting(Build):
    """The app and what belongs to it."""

    name: Text | None = Described(None, description="Name of the app.")
    description: Text | None = Described(None, description="For people.")
    platform: Literal["web", "web_dynamic", "web_compute"] | None = Described(
        None, description="Static files, or pages made on the server (`web_compute`)."
    )
    repository: Text | None = Described(None, description="Address of the repository; needs a token to be changed.")
    access_token: SecretText | None = Described(None, description="Of GitHub; sent with `repository`, never read back.")
    oauth_token: SecretText | None = Described(
        None, description="Of Bitbucket or CodeCommit; sent with `repository`, never read back."
    )
    service_role: Text | None = Described(None, description="ARN of the role that Amplify works with.")
    compute_role: Text | None = Described(None, description="ARN of the role of the running site.")
    custom_rules: ListOf[CustomRule] | None = Described(None, description="Redirects and rewrites; the first match.")
    custom_headers: Text | None = Described(None, description="HTTP headers of answers, YAML.")
    branch_auto_build: bool | None = Described(None, description="New branches build on every push.")
    branch_auto_deletion: bool | None = Described(None, description="A branch goes when its git branch goes.")
    auto_branch_creation: AutoBranches | None = Described(None, description="Branches that get a site by themselves.")
    cache: Literal["managed", "managed_no_cookies"] | None = Described(
        None, description="Whether cookies are part of what the cache tells answers apart by."
    )
    build_machine: Literal["standard_8gb", "large_16gb", "xlarge_72gb"] | None = Described(
        None, description="Size of the machine that builds."
    )
    branches: EntriesOf[Branch | None] | None = Described(None, description="By name.")
    domains: EntriesOf[Domain | None] | None = Described(None, description="By domain name.")
    webhooks: EntriesOf[Webhook | None] | None = Described(
        None, description="By description, or by id where there is none."
    )


_ENTRIES: Final = {
    "branches": "its site is gone",
    "domains": "the site is no longer there under this name",
    "webhooks": "its callers start no build any more",
}


def risks(change: Change) -> Iterator[Risk]:
    """What visitors, builds and callers lose, and a door that opens."""
    for field in change.fields:
        tokens = tokens_of(field.path)
        if len(tokens) == 2 and tokens[0] in _ENTRIES and field.after is None:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why=_ENTRIES[tokens[0]])
        elif tokens[-1] in ("env", "subdomains") and _lost(field):
            what = "the build or the site may need" if tokens[-1] == "env" else "visitors may use"
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why=f"{what} what is removed: {_lost(field)}")
        elif tokens == ("custom_rules",) and isinstance(field.before, tuple) and field.before:
            yield Risk(hazard=Hazard.DOWNTIME, path=field.path, why="addresses that were redirected may fail")
        elif tokens[-2:-1] == ("basic_auth",):
            yield from _door(field, tokens[-1])
        elif tokens[-1] in ("service_role", "compute_role") and field.after:
            why = "builds and the site get another identity's rights"
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why=why)


def _door(field: FieldChange, member: str) -> Iterator[Risk]:
    if member == "enabled":
        opens = field.after is not True
        if opens and field.before is True:
            yield Risk(hazard=Hazard.MAY_WIDEN_ACCESS, path=field.path, why="everybody sees the site")
        elif not opens:
            yield Risk(hazard=Hazard.LOCKS_OUT_USERS, path=field.path, why="visitors need the password")
    elif field.before not in (ABSENT, None):
        hazard = Hazard.ROTATES_SECRET if member == "password" else Hazard.LOCKS_OUT_USERS
        yield Risk(hazard=hazard, path=field.path, why="visitors know the old one")


def _lost(field: FieldChange) -> str:
    before, after = _names(field.before), _names(field.after)
    return ", ".join(f"`{name}`" for name in sorted(before - after))


def _names(side: Side) -> set[str]:
    return set(side) if isinstance(side, Mapping) else set()


def access(change: Change) -> Access:
    """A password that goes opens the site, one that comes closes it."""
    doors = [field.after is True for field in change.fields if field.path.endswith("/basic_auth/enabled")]
    if any(not closes for closes in doors):
        return Access.WIDENS
    return Access.NARROWS if doors else Access.NEUTRAL


KIND = Kind(
    name="hosting",
    title="The app's web site: builds, branches, domains and webhooks",
    model=Hosting,
    depth=0,
    fields=field_tree(Hosting),
    identity=Identity.SINGLETON,
    risks=risks,
    access=access,
    prunable=False,
)
