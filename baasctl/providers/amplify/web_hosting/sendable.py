"""Live objects in the form that the operations `Update…` take, without what Amplify adds.

`UpdateApp` and `UpdateBranch` may reset what they are not sent (research/amplify.md §9), so writes send all of it;
Amplify's own code does the same and drops `stage` where the service answers NONE, which it does not take
(aws-amplify/amplify-backend `packages/backend/src/engine/branch-linker/lambda/branch_linker.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from baasctl.providers.amplify.web_hosting.rows import APP, BRANCH, CREDENTIALS, Row
from baasctl.providers.strict import expect, expect_objects

_TOKENS: Final = ("accessToken", "oauthToken")


def _members(rows: Iterable[Row]) -> frozenset[str]:
    return frozenset(row.wire.partition(".")[0] for row in rows if row.wire not in _TOKENS)


_OF_APP: Final = _members(APP)
_OF_BRANCH: Final = _members(BRANCH)


def app(live: Mapping[str, object]) -> dict[str, object]:
    """An app. The repository is there to be read: it is sent when it changes, with its token."""
    return _kept(live, _OF_APP)


def branch(live: Mapping[str, object]) -> dict[str, object]:
    """A branch."""
    return _kept(live, _OF_BRANCH)


def domain(live: Mapping[str, object]) -> dict[str, object]:
    """A domain; a certificate that Amplify makes is none.

    Raises:
        UnexpectedAnswer: A member is not what the API promises.
    """
    name = "domain"
    subdomains = expect_objects(live.get("subDomains") or [], name, "/subDomains")
    kept: dict[str, object] = {
        "subDomainSettings": [
            expect(each.get("subDomainSetting"), dict, name, f"/subDomains/{index}/subDomainSetting")
            for index, each in enumerate(subdomains)
        ],
        **_kept(live, frozenset({"enableAutoSubDomain", "autoSubDomainCreationPatterns", "autoSubDomainIAMRole"})),
    }
    certificate = expect(live.get("certificate") or {}, dict, name, "/certificate")
    if certificate.get("type") == "CUSTOM":
        kept["certificateSettings"] = {
            "type": "CUSTOM",
            "customCertificateArn": certificate.get("customCertificateArn"),
        }
    return kept


def webhook(live: Mapping[str, object]) -> dict[str, object]:
    """A webhook; its address is what a caller needs and is not kept."""
    return _kept(live, frozenset({"branchName", "description"}))


def _kept(live: Mapping[str, object], members: frozenset[str]) -> dict[str, object]:
    """What is there and can be sent back: empty records, credentials that are not set, and `NONE` cannot."""
    kept = {name: value for name, value in live.items() if name in members and value is not None}
    config = kept.get("autoBranchCreationConfig")
    if isinstance(config, Mapping):
        kept["autoBranchCreationConfig"] = _kept(config, frozenset(config))
    unsendable = {"stage": "NONE", CREDENTIALS: "", "buildSpec": "", "backend": {}, "autoBranchCreationConfig": {}}
    return {name: value for name, value in kept.items() if name not in unsendable or value != unsendable[name]}
