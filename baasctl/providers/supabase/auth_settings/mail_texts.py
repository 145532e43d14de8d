"""First half of the SHA-256 of the mail texts that the platform renders where a project has none of its own.

Made from the answers recorded from `GET /v1/projects/{ref}/config/auth` in 2026-05 (supabase/cli
apps/cli-e2e/fixtures/recorded, commit 1d1e7191, MIT), which show them in place of null.
"""

from __future__ import annotations

from collections.abc import Mapping

PLATFORM_TEXTS: Mapping[str, str] = {
    "mailer_subjects_confirmation": "cc59bb88d514ab1a3a517a8db6b26931",
    "mailer_subjects_email_change": "c2736949b6fef7a5b5ae9670024e3d81",
    "mailer_subjects_email_changed_notification": "5bd267cb93c0314c6b0b2937bede3c30",
    "mailer_subjects_identity_linked_notification": "6567f0ea72426ef1fa03cc5aa656fc88",
    "mailer_subjects_identity_unlinked_notification": "a3e386dd82a87cc6cee499e7c9f8bb32",
    "mailer_subjects_invite": "103e447a7fecb4c61931a2b3d703edb9",
    "mailer_subjects_magic_link": "430e2f5f8f416cab6a000ba325ecd474",
    "mailer_subjects_mfa_factor_enrolled_notification": "a8c57f3875d4f827cef7fa044772afec",
    "mailer_subjects_mfa_factor_unenrolled_notification": "0c08553e76f8dbd2c8e98acc3a7dfde7",
    "mailer_subjects_password_changed_notification": "d347c1068473bdb9d24faaeecab8851d",
    "mailer_subjects_phone_changed_notification": "c95d8bb05ea67b50e99dfcb5383719c1",
    "mailer_subjects_reauthentication": "a91210cb180207b5ffb578ed1daeb01b",
    "mailer_subjects_recovery": "0568c7b06559cc28a7d6fce914ac614c",
    "mailer_templates_confirmation_content": "c0ca25cb7be22bf10d89307bd2acbc94",
    "mailer_templates_email_change_content": "8d8e026d8a9412631b39bb08bd40426d",
    "mailer_templates_email_changed_notification_content": "bebd4ecf89dadc3f982c373deb2693d4",
    "mailer_templates_identity_linked_notification_content": "33999fc4c13664ce8bd31765f3c3db4d",
    "mailer_templates_identity_unlinked_notification_content": "dd1cca03d5c0f5a639b64ab53633df76",
    "mailer_templates_invite_content": "75e9539512ecd979bfc038f65c1bf977",
    "mailer_templates_magic_link_content": "6d2feac6c895b5da085175cbed685550",
    "mailer_templates_mfa_factor_enrolled_notification_content": "e458fd23585019f8bbf087b0d30b12da",
    "mailer_templates_mfa_factor_unenrolled_notification_content": "e9ee0cc745f8889a0f6dc4a63a4fcbd6",
    "mailer_templates_password_changed_notification_content": "28e767f4291ed94e3867b56774de22a2",
    "mailer_templates_phone_changed_notification_content": "04b3a56efa6569ae16f8d0bc67cdd41e",
    "mailer_templates_reauthentication_content": "0dc3df870ee086062fa88a1fde342bb0",
    "mailer_templates_recovery_content": "15c981d5df30d2de3360fcc72f8ad3e4",
}
