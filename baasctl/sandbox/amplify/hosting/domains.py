"""Custom domains of apps. What needs the world's DNS is settled after the reads that the project's options ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from baasctl.sandbox.amplify.call import Call, Own
from baasctl.sandbox.amplify.hosting import store
from baasctl.sandbox.amplify.refusals import AwsRefusal

MOST: Final = 5
_TARGET: Final = "d111111abcdef8.cloudfront.net"


def _create(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    name = str(call.parameters["domainName"])
    if name in app["domains"]:
        raise AwsRefusal("BadRequestException", f"Domain association {name} already exists.")
    if len(app["domains"]) >= MOST:
        raise AwsRefusal("LimitExceededException", "You have reached the maximum number of domains for this app.")
    app["domains"][name] = _changed(call, app, {
        "domainAssociationArn": store.arn(call.project, f"apps/{app['app']['appId']}/domains/{name}"),
        "domainName": name,
        "enableAutoSubDomain": False,
        "autoSubDomainCreationPatterns": [],
        "certificate": {"type": "AMPLIFY_MANAGED", "certificateVerificationDNSRecord": f"_a.{name}. CNAME _b.aws."},
        "certificateVerificationDNSRecord": f"_a.{name}. CNAME _b.acm-validations.aws.",
        "statusReason": "",
        "subDomains": [],
    })  # fmt: skip
    store.keep(call, found)
    return {"domainAssociation": _shown(app["domains"][name])}


def _get(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    domain = _domain(call, store.app_of(call, found))
    if domain["reads"]:
        domain["reads"] -= 1
        store.keep(call, found)
    return {"domainAssociation": _shown(domain)}


def _update(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    name = _domain(call, app)["domainName"]
    app["domains"][name] = _changed(call, app, app["domains"][name])
    store.keep(call, found)
    return {"domainAssociation": _shown(app["domains"][name])}


def _delete(call: Call) -> Mapping[str, Any]:
    found = store.apps(call)
    app = store.app_of(call, found)
    domain = _domain(call, app)
    del app["domains"][domain["domainName"]]
    store.keep(call, found)
    return {"domainAssociation": _shown(domain)}


def _list_domains(call: Call) -> Mapping[str, Any]:
    domains = store.app_of(call, store.apps(call))["domains"].values()
    return store.page(call, "domainAssociations", [_shown(each) for each in domains])


def _changed(call: Call, app: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    sendable = ("enableAutoSubDomain", "autoSubDomainCreationPatterns", "autoSubDomainIAMRole")
    after = {**before, **{name: call.parameters[name] for name in sendable if name in call.parameters}}
    if "subDomainSettings" in call.parameters:
        after["subDomains"] = [_sub_domain(app, each) for each in call.parameters["subDomainSettings"]]
    if settings := call.parameters.get("certificateSettings"):
        if settings["type"] == "CUSTOM" and not settings.get("customCertificateArn"):
            raise AwsRefusal("BadRequestException", "Custom certificate ARN is required for CUSTOM certificates.")
        after["certificate"] = {"certificateVerificationDNSRecord": before["certificateVerificationDNSRecord"],
                                **settings}  # fmt: skip
    after["reads"] = call.project.options.pending_reads
    return after


def _sub_domain(app: Mapping[str, Any], setting: Mapping[str, Any]) -> dict[str, Any]:
    if setting["branchName"] not in app["branches"]:
        raise AwsRefusal("BadRequestException", f"Branch {setting['branchName']} does not exist.")
    return {
        "subDomainSetting": dict(setting),
        "verified": True,
        "dnsRecord": f"{setting['prefix']} CNAME {_TARGET}",
    }


def _domain(call: Call, app: Mapping[str, Any]) -> dict[str, Any]:
    return store.member_of(app["domains"], str(call.parameters["domainName"]), "Domain association")


def _shown(domain: Mapping[str, Any]) -> Mapping[str, Any]:
    status = "PENDING_VERIFICATION" if domain["reads"] else "AVAILABLE"
    return {**{name: member for name, member in domain.items() if name != "reads"}, "domainStatus": status}


OPERATIONS: Final[Mapping[str, Own]] = {
    "CreateDomainAssociation": _create,
    "GetDomainAssociation": _get,
    "UpdateDomainAssociation": _update,
    "DeleteDomainAssociation": _delete,
    "ListDomainAssociations": _list_domains,
}
