"""What Cloud Storage can do with buckets."""

from __future__ import annotations

from datetime import date
from typing import Final

from baasctl.providers.contract import Bounds, No, Yes
from baasctl.providers.entries import Entries
from baasctl.providers.firebase.buckets import KIND
from baasctl.providers.firebase.cloud_storage import native
from baasctl.providers.firebase.cloud_storage.checks import check_buckets
from baasctl.providers.firebase.cloud_storage.risks import bucket_risks

_SOURCE: Final = "Google's discovery document storage.v1"
_WHOSE: Final = "Cloud Storage"
_SWITCH: Final = Bounds(choices=(True, False))


def _yes(wire: str, bounds: Bounds = Bounds(), *, unset: bool = True, note: str = "") -> Yes:  # noqa: B008
    return Yes(wire=wire, bounds=bounds, unset=unset, source=_SOURCE, note=note)


def _a_rule(hint: str) -> No:
    reason = "Cloud Storage has no limit of a bucket's own; security rules decide about each upload"
    return No(reason=reason, hint=hint, verified=date(2026, 11, 22), source=_SOURCE)


ENTRIES = Entries(
    kinds={KIND: _yes("b")},
    fields={
        KIND: {
            "name": _yes("name", unset=False, note="another name is another bucket"),
            "public": _yes(
                "iamConfiguration.publicAccessPrevention",
                _SWITCH,
                unset=False,
                note="true also makes `allUsers` a `legacyObjectReader` in the bucket's policy",
            ),
            "max_size": _a_rule("let `storage_rules` check `request.resource.size`"),
            "mime_types": _a_rule("let `storage_rules` check `request.resource.contentType`"),
            "location": _yes(
                "location", Bounds(pattern=r"[A-Za-z0-9-]+", whose=_WHOSE), unset=False, note="US if left out"
            ),
            "cors": _yes("cors", Bounds(longest=100, whose=_WHOSE)),
            "versioning": _yes("versioning.enabled", _SWITCH),
            "lifecycle": _yes("lifecycle.rule", Bounds(longest=100, whose=_WHOSE)),
            "encryption_key": _yes(
                "encryption.defaultKmsKeyName",
                Bounds(pattern=r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+", whose=_WHOSE),
            ),
            "labels": _yes("labels"),
            **{
                f"native.{dotted}": _yes(
                    dotted,
                    Bounds(choices=native.CHOICES.get(dotted, ()), whose=_WHOSE),
                    unset=dotted not in native.CHOICES,
                )
                for dotted in native.leaves()
            },
            "native.lifecycle": _yes("lifecycle.rule"),
        }
    },
    native={KIND: native.FIELDS},
    checks=(check_buckets,),
    risks=(bucket_risks,),
)
