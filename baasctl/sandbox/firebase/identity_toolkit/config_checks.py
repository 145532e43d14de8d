"""Settings that Identity Toolkit refuses, with its tokens (recorded; research/firebase.md §2.1, item 10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, cast

from baasctl.sandbox.exchange import Json, JsonObject
from baasctl.sandbox.firebase.refusals import GoogleRefusal

LARGEST_PASSWORD: Final = 4096
_DOMAIN: Final = re.compile(
    r"localhost|(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9-]{1,63}", re.IGNORECASE
)
_REGION: Final = re.compile(r"[A-Za-z]{2}")
_NO_REGIONS: Final = {"ZZ", "XX", "AA", "QQ"}
_KEYPAD: Final = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_TEST_NUMBERS: Final = 10


def refuse_bad_settings(settings: Mapping[str, Json]) -> None:
    """Check what a PATCH would store, of a project or a tenant.

    Raises:
        GoogleRefusal: 400 with a token.
    """
    for domain in cast("list[str]", settings.get("authorizedDomains") or []):
        _refuse_domain(domain)
    _refuse_regions(cast("JsonObject", settings.get("smsRegionConfig") or {}))
    _refuse_policy(settings.get("passwordPolicyConfig"))


def normalised_numbers(numbers: Mapping[str, Json]) -> JsonObject:
    """Test phone numbers as they are stored: letters become the digits of their keys.

    Raises:
        GoogleRefusal: 400, no number in international form, or more than ten.
    """
    found: JsonObject = {}
    for number, code in numbers.items():
        digits = re.sub(r"[\s().-]", "", number.lower()).translate(_KEYPAD)
        if not re.fullmatch(r"\+[1-9]\d{6,14}", digits):
            raise GoogleRefusal(400, "INVALID_PHONE_NUMBER : Invalid format.")
        found[digits] = code
    if len(found) > _TEST_NUMBERS:
        raise GoogleRefusal(400, f"INVALID_CONFIG : At most {_TEST_NUMBERS} test phone numbers are allowed.")
    return found


def _refuse_domain(domain: str) -> None:
    if not domain:
        raise GoogleRefusal(400, "INVALID_AUTHORIZED_DOMAIN : An authorized domain is empty.")
    if not _DOMAIN.fullmatch(domain):
        raise GoogleRefusal(400, f"INVALID_AUTHORIZED_DOMAIN : {domain} should only contain the valid domain.")


def _refuse_regions(regions: JsonObject) -> None:
    for member, names in (("allowByDefault", "disallowedRegions"), ("allowlistOnly", "allowedRegions")):
        listed = cast("JsonObject", regions.get(member) or {}).get(names)
        for code in cast("list[str]", listed or []):
            if not _REGION.fullmatch(code) or code.upper() in _NO_REGIONS:
                raise GoogleRefusal(400, "INVALID_REGION_CODE : Invalid region code.")


def _refuse_policy(policy: Json) -> None:
    if not isinstance(policy, dict):
        return
    versions = cast("list[JsonObject]", policy.get("passwordPolicyVersions") or [])
    if len(versions) != 1:
        raise GoogleRefusal(400, "INVALID_CONFIG : Policy versions list must be of length 1")
    strength = cast("dict[str, int]", versions[0].get("customStrengthOptions") or {})
    shortest, longest = strength.get("minPasswordLength", 0), strength.get("maxPasswordLength", 0)
    if shortest and not 6 <= shortest <= 30:
        raise GoogleRefusal(400, "INVALID_CONFIG : Minimum password length must be between 6 and 30")
    if longest and longest < (shortest or 6):
        words = "Maximum password length must be greater than or equal to the minimum password length"
        raise GoogleRefusal(400, f"INVALID_CONFIG : {words}")
    if longest > LARGEST_PASSWORD:
        raise GoogleRefusal(
            400, f"INVALID_CONFIG : Maximum password length must be less than or equal to {LARGEST_PASSWORD}"
        )
