"""splinter 0023: columns with telling names in tables that the Data API shows with every row.

Names are all there is to go by: data is never read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from baasctl.access.database import API_ROLES, database_of
from baasctl.access.facts import Facts
from baasctl.access.lints.rule import PLATFORM_SCHEMAS, SPLINTER, Hit, Rule, Weight, spec_line

_CREDENTIALS: Final = """
password passwd pwd passphrase password_hash secret secret_key private_key api_key apikey token jwt access_token
refresh_token session_token bearer_token oauth_token session_id session_key session_secret otp otp_secret totp_secret
two_factor 2fa_secret 2fa_code auth_code auth_key recovery_code backup_code verification_code ssh_key pgp_key gpg_key
license_key activation_key
"""
_PERSONS: Final = """
ssn social_security social_security_number national_id tax_id passport_number passport_id driver_license
drivers_license license_number patient_id medical_record health_record insurance_number health_insurance
medical_insurance facial_recognition mac_address macaddr imei device_uuid
"""
_PAYMENTS: Final = """
credit_card card_number cvv cvc cvn bank_account account_number routing_number iban swift_code bic
"""
SENSITIVE: Final = frozenset(f"{_CREDENTIALS} {_PERSONS} {_PAYMENTS}".split())
"""In small letters, with `_` between words."""


def hits(facts: Facts) -> Iterator[Hit]:
    """One for each table without row level security."""
    database = database_of(facts)
    for table in database.tables.values():
        schema = table.name[0]
        if table.is_rls_on or schema in PLATFORM_SCHEMAS or schema not in database.served_schemas:
            continue
        shown = [
            column
            for column in table.columns
            if column.lower().replace("-", "_") in SENSITIVE
            and any(database.is_column_granted(table.name, column, role, "select") for role in API_ROLES)
        ]
        if shown:
            yield Hit(
                resource=table.resource,
                path="/rls",
                detail=f"{', '.join(f'`{column}`' for column in shown)} of every row can be read over the Data API",
                hint=f"write {spec_line(table.resource, '{rls: true}')}, or grant `select` on the other columns alone",
            )


RULE = Rule(
    number=23,
    name="sensitive_columns_exposed",
    title="Sensitive Columns Exposed",
    weight=Weight.CRITICAL,
    category="SECURITY",
    about="Columns are named like credentials, identities or means of payment, and no policy guards their rows.",
    remediation=f"{SPLINTER}0023_sensitive_columns_exposed",
    providers=frozenset({"supabase"}),
    needs=frozenset({"grants", "tables"}),
    hits=hits,
)
