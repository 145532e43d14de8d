"""Keys of the Supabase CLI's `config.toml` and the settings of the Management API that they mean.

Made from `projectConfigMappingRows` of npm `@supabase/config` 0.9.0 (supabase/cli packages/config, MIT, 2026-09-22).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ConfigRow:
    """One key.

    Attributes:
        key: Dotted, in `config.toml`.
        wire: Dotted, in `data.attributes` of `GET /v2/projects/{ref}/config`.
        form: How the two differ: `csv`, `ranges`, `bytes`, `hours`, `seconds`, `inverted`; empty: not at all.
        is_secret: The API shows a digest of it.
        equality: Of lists, where the registry says it: `set` or `sequence`.
    """

    key: str
    wire: str
    form: str
    is_secret: bool
    equality: str


_TABLE: Final = """
api.schemas api.db_schema csv
api.enabled api.db_schema
api.extra_search_path api.db_extra_search_path csv
api.max_rows api.max_rows
db.major_version database.major_version
db.ssl_enforcement.enabled database.ssl_enforced
db.settings.effective_cache_size database.postgres_settings.effective_cache_size
db.settings.logical_decoding_work_mem database.postgres_settings.logical_decoding_work_mem
db.settings.maintenance_work_mem database.postgres_settings.maintenance_work_mem
db.settings.max_slot_wal_keep_size database.postgres_settings.max_slot_wal_keep_size
db.settings.max_standby_archive_delay database.postgres_settings.max_standby_archive_delay
db.settings.max_standby_streaming_delay database.postgres_settings.max_standby_streaming_delay
db.settings.max_wal_size database.postgres_settings.max_wal_size
db.settings.shared_buffers database.postgres_settings.shared_buffers
db.settings.statement_timeout database.postgres_settings.statement_timeout
db.settings.track_activity_query_size database.postgres_settings.track_activity_query_size
db.settings.wal_keep_size database.postgres_settings.wal_keep_size
db.settings.wal_sender_timeout database.postgres_settings.wal_sender_timeout
db.settings.work_mem database.postgres_settings.work_mem
db.settings.session_replication_role database.postgres_settings.session_replication_role
db.settings.track_commit_timestamp database.postgres_settings.track_commit_timestamp
db.settings.max_connections database.postgres_settings.max_connections
db.settings.max_locks_per_transaction database.postgres_settings.max_locks_per_transaction
db.settings.max_parallel_maintenance_workers database.postgres_settings.max_parallel_maintenance_workers
db.settings.max_parallel_workers database.postgres_settings.max_parallel_workers
db.settings.max_parallel_workers_per_gather database.postgres_settings.max_parallel_workers_per_gather
db.settings.max_replication_slots database.postgres_settings.max_replication_slots
db.settings.max_wal_senders database.postgres_settings.max_wal_senders
db.settings.max_worker_processes database.postgres_settings.max_worker_processes
db.network_restrictions.allowed_cidrs database.network_restrictions.allowed_cidrs ranges sequence
db.network_restrictions.allowed_cidrs_v6 database.network_restrictions.allowed_cidrs ranges sequence
db.pooler.pool_mode pooler.pool_mode
db.pooler.default_pool_size pooler.default_pool_size
db.pooler.max_client_conn pooler.max_client_conn
storage.file_size_limit storage.file_size_limit bytes
storage.image_transformation.enabled storage.features.image_transformation.enabled
storage.s3_protocol.enabled storage.features.s3_protocol.enabled
storage.analytics.enabled storage.features.iceberg_catalog.enabled
storage.analytics.max_namespaces storage.features.iceberg_catalog.max_namespaces
storage.analytics.max_tables storage.features.iceberg_catalog.max_tables
storage.analytics.max_catalogs storage.features.iceberg_catalog.max_catalogs
storage.vector.enabled storage.features.vector_buckets.enabled
storage.vector.max_buckets storage.features.vector_buckets.max_buckets
storage.vector.max_indexes storage.features.vector_buckets.max_indexes
auth.site_url auth.site_url
auth.additional_redirect_urls auth.uri_allow_list csv set
auth.jwt_expiry auth.jwt_exp
auth.enable_refresh_token_rotation auth.refresh_token_rotation_enabled
auth.refresh_token_reuse_interval auth.security_refresh_token_reuse_interval
auth.enable_manual_linking auth.security_manual_linking_enabled
auth.enable_signup auth.disable_signup inverted
auth.enable_anonymous_sign_ins auth.external_anonymous_users_enabled
auth.minimum_password_length auth.password_min_length
auth.password_requirements auth.password_required_characters
auth.rate_limit.anonymous_users auth.rate_limit_anonymous_users
auth.rate_limit.token_refresh auth.rate_limit_token_refresh
auth.rate_limit.sign_in_sign_ups auth.rate_limit_otp
auth.rate_limit.token_verifications auth.rate_limit_verify
auth.rate_limit.sms_sent auth.rate_limit_sms_sent
auth.rate_limit.email_sent auth.rate_limit_email_sent
auth.rate_limit.web3 auth.rate_limit_web3
auth.sessions.timebox auth.sessions_timebox hours
auth.sessions.inactivity_timeout auth.sessions_inactivity_timeout hours
auth.email.enable_signup auth.external_email_enabled
auth.email.double_confirm_changes auth.mailer_secure_email_change_enabled
auth.email.enable_confirmations auth.mailer_autoconfirm inverted
auth.email.secure_password_change auth.security_update_password_require_reauthentication
auth.email.otp_length auth.mailer_otp_length
auth.email.otp_expiry auth.mailer_otp_exp
auth.email.max_frequency auth.smtp_max_frequency seconds
auth.email.smtp.enabled auth.smtp_host
auth.email.smtp.host auth.smtp_host
auth.email.smtp.port auth.smtp_port
auth.email.smtp.user auth.smtp_user
auth.email.smtp.admin_email auth.smtp_admin_email
auth.email.smtp.sender_name auth.smtp_sender_name
auth.email.smtp.pass auth.smtp_pass secret
auth.email.template.invite.subject auth.mailer_subjects_invite
auth.email.template.confirmation.subject auth.mailer_subjects_confirmation
auth.email.template.recovery.subject auth.mailer_subjects_recovery
auth.email.template.magic_link.subject auth.mailer_subjects_magic_link
auth.email.template.email_change.subject auth.mailer_subjects_email_change
auth.email.template.reauthentication.subject auth.mailer_subjects_reauthentication
auth.email.notification.password_changed.enabled auth.mailer_notifications_password_changed_enabled
auth.email.notification.password_changed.subject auth.mailer_subjects_password_changed_notification
auth.email.notification.email_changed.enabled auth.mailer_notifications_email_changed_enabled
auth.email.notification.email_changed.subject auth.mailer_subjects_email_changed_notification
auth.email.notification.phone_changed.enabled auth.mailer_notifications_phone_changed_enabled
auth.email.notification.phone_changed.subject auth.mailer_subjects_phone_changed_notification
auth.email.notification.identity_linked.enabled auth.mailer_notifications_identity_linked_enabled
auth.email.notification.identity_linked.subject auth.mailer_subjects_identity_linked_notification
auth.email.notification.identity_unlinked.enabled auth.mailer_notifications_identity_unlinked_enabled
auth.email.notification.identity_unlinked.subject auth.mailer_subjects_identity_unlinked_notification
auth.email.notification.mfa_factor_enrolled.enabled auth.mailer_notifications_mfa_factor_enrolled_enabled
auth.email.notification.mfa_factor_enrolled.subject auth.mailer_subjects_mfa_factor_enrolled_notification
auth.email.notification.mfa_factor_unenrolled.enabled auth.mailer_notifications_mfa_factor_unenrolled_enabled
auth.email.notification.mfa_factor_unenrolled.subject auth.mailer_subjects_mfa_factor_unenrolled_notification
auth.mfa.max_enrolled_factors auth.mfa_max_enrolled_factors
auth.mfa.totp.enroll_enabled auth.mfa_totp_enroll_enabled
auth.mfa.totp.verify_enabled auth.mfa_totp_verify_enabled
auth.mfa.phone.enroll_enabled auth.mfa_phone_enroll_enabled
auth.mfa.phone.verify_enabled auth.mfa_phone_verify_enabled
auth.mfa.phone.otp_length auth.mfa_phone_otp_length
auth.mfa.phone.template auth.mfa_phone_template
auth.mfa.phone.max_frequency auth.mfa_phone_max_frequency seconds
auth.mfa.web_authn.enroll_enabled auth.mfa_web_authn_enroll_enabled
auth.mfa.web_authn.verify_enabled auth.mfa_web_authn_verify_enabled
auth.captcha.enabled auth.security_captcha_enabled
auth.captcha.provider auth.security_captcha_provider
auth.captcha.secret auth.security_captcha_secret secret
auth.oauth_server.enabled auth.oauth_server_enabled
auth.oauth_server.allow_dynamic_registration auth.oauth_server_allow_dynamic_registration
auth.oauth_server.authorization_url_path auth.oauth_server_authorization_path
auth.web3.solana.enabled auth.external_web3_solana_enabled
auth.web3.ethereum.enabled auth.external_web3_ethereum_enabled
auth.sms.enable_signup auth.external_phone_enabled
auth.sms.enable_confirmations auth.sms_autoconfirm
auth.sms.template auth.sms_template
auth.sms.max_frequency auth.sms_max_frequency seconds
auth.sms.otp_length auth.sms_otp_length
auth.sms.otp_expiry auth.sms_otp_exp
auth.sms.test_otp auth.sms_test_otp
auth.sms.twilio.enabled auth.sms_provider
auth.sms.twilio_verify.enabled auth.sms_provider
auth.sms.messagebird.enabled auth.sms_provider
auth.sms.textlocal.enabled auth.sms_provider
auth.sms.vonage.enabled auth.sms_provider
auth.sms.twilio.account_sid auth.sms_twilio_account_sid
auth.sms.twilio.message_service_sid auth.sms_twilio_message_service_sid
auth.sms.twilio.content_sid auth.sms_twilio_content_sid
auth.sms.twilio.auth_token auth.sms_twilio_auth_token secret
auth.sms.twilio_verify.account_sid auth.sms_twilio_verify_account_sid
auth.sms.twilio_verify.message_service_sid auth.sms_twilio_verify_message_service_sid
auth.sms.twilio_verify.auth_token auth.sms_twilio_verify_auth_token secret
auth.sms.messagebird.originator auth.sms_messagebird_originator
auth.sms.messagebird.access_key auth.sms_messagebird_access_key secret
auth.sms.textlocal.sender auth.sms_textlocal_sender
auth.sms.textlocal.api_key auth.sms_textlocal_api_key secret
auth.sms.vonage.from auth.sms_vonage_from
auth.sms.vonage.api_key auth.sms_vonage_api_key
auth.sms.vonage.api_secret auth.sms_vonage_api_secret secret
auth.hook.mfa_verification_attempt.enabled auth.hook_mfa_verification_attempt_enabled
auth.hook.mfa_verification_attempt.uri auth.hook_mfa_verification_attempt_uri
auth.hook.mfa_verification_attempt.secrets auth.hook_mfa_verification_attempt_secrets secret
auth.hook.password_verification_attempt.enabled auth.hook_password_verification_attempt_enabled
auth.hook.password_verification_attempt.uri auth.hook_password_verification_attempt_uri
auth.hook.password_verification_attempt.secrets auth.hook_password_verification_attempt_secrets secret
auth.hook.custom_access_token.enabled auth.hook_custom_access_token_enabled
auth.hook.custom_access_token.uri auth.hook_custom_access_token_uri
auth.hook.custom_access_token.secrets auth.hook_custom_access_token_secrets secret
auth.hook.send_sms.enabled auth.hook_send_sms_enabled
auth.hook.send_sms.uri auth.hook_send_sms_uri
auth.hook.send_sms.secrets auth.hook_send_sms_secrets secret
auth.hook.send_email.enabled auth.hook_send_email_enabled
auth.hook.send_email.uri auth.hook_send_email_uri
auth.hook.send_email.secrets auth.hook_send_email_secrets secret
auth.hook.before_user_created.enabled auth.hook_before_user_created_enabled
auth.hook.before_user_created.uri auth.hook_before_user_created_uri
auth.hook.before_user_created.secrets auth.hook_before_user_created_secrets secret
auth.external.apple.enabled auth.external_apple_enabled
auth.external.apple.client_id auth.external_apple_client_id
auth.external.apple.secret auth.external_apple_secret secret
auth.external.apple.email_optional auth.external_apple_email_optional
auth.external.azure.enabled auth.external_azure_enabled
auth.external.azure.client_id auth.external_azure_client_id
auth.external.azure.secret auth.external_azure_secret secret
auth.external.azure.email_optional auth.external_azure_email_optional
auth.external.azure.url auth.external_azure_url
auth.external.bitbucket.enabled auth.external_bitbucket_enabled
auth.external.bitbucket.client_id auth.external_bitbucket_client_id
auth.external.bitbucket.secret auth.external_bitbucket_secret secret
auth.external.bitbucket.email_optional auth.external_bitbucket_email_optional
auth.external.discord.enabled auth.external_discord_enabled
auth.external.discord.client_id auth.external_discord_client_id
auth.external.discord.secret auth.external_discord_secret secret
auth.external.discord.email_optional auth.external_discord_email_optional
auth.external.facebook.enabled auth.external_facebook_enabled
auth.external.facebook.client_id auth.external_facebook_client_id
auth.external.facebook.secret auth.external_facebook_secret secret
auth.external.facebook.email_optional auth.external_facebook_email_optional
auth.external.figma.enabled auth.external_figma_enabled
auth.external.figma.client_id auth.external_figma_client_id
auth.external.figma.secret auth.external_figma_secret secret
auth.external.figma.email_optional auth.external_figma_email_optional
auth.external.github.enabled auth.external_github_enabled
auth.external.github.client_id auth.external_github_client_id
auth.external.github.secret auth.external_github_secret secret
auth.external.github.email_optional auth.external_github_email_optional
auth.external.gitlab.enabled auth.external_gitlab_enabled
auth.external.gitlab.client_id auth.external_gitlab_client_id
auth.external.gitlab.secret auth.external_gitlab_secret secret
auth.external.gitlab.email_optional auth.external_gitlab_email_optional
auth.external.gitlab.url auth.external_gitlab_url
auth.external.google.enabled auth.external_google_enabled
auth.external.google.client_id auth.external_google_client_id
auth.external.google.secret auth.external_google_secret secret
auth.external.google.email_optional auth.external_google_email_optional
auth.external.kakao.enabled auth.external_kakao_enabled
auth.external.kakao.client_id auth.external_kakao_client_id
auth.external.kakao.secret auth.external_kakao_secret secret
auth.external.kakao.email_optional auth.external_kakao_email_optional
auth.external.keycloak.enabled auth.external_keycloak_enabled
auth.external.keycloak.client_id auth.external_keycloak_client_id
auth.external.keycloak.secret auth.external_keycloak_secret secret
auth.external.keycloak.email_optional auth.external_keycloak_email_optional
auth.external.keycloak.url auth.external_keycloak_url
auth.external.linkedin_oidc.enabled auth.external_linkedin_oidc_enabled
auth.external.linkedin_oidc.client_id auth.external_linkedin_oidc_client_id
auth.external.linkedin_oidc.secret auth.external_linkedin_oidc_secret secret
auth.external.linkedin_oidc.email_optional auth.external_linkedin_oidc_email_optional
auth.external.notion.enabled auth.external_notion_enabled
auth.external.notion.client_id auth.external_notion_client_id
auth.external.notion.secret auth.external_notion_secret secret
auth.external.notion.email_optional auth.external_notion_email_optional
auth.external.slack_oidc.enabled auth.external_slack_oidc_enabled
auth.external.slack_oidc.client_id auth.external_slack_oidc_client_id
auth.external.slack_oidc.secret auth.external_slack_oidc_secret secret
auth.external.slack_oidc.email_optional auth.external_slack_oidc_email_optional
auth.external.spotify.enabled auth.external_spotify_enabled
auth.external.spotify.client_id auth.external_spotify_client_id
auth.external.spotify.secret auth.external_spotify_secret secret
auth.external.spotify.email_optional auth.external_spotify_email_optional
auth.external.twitch.enabled auth.external_twitch_enabled
auth.external.twitch.client_id auth.external_twitch_client_id
auth.external.twitch.secret auth.external_twitch_secret secret
auth.external.twitch.email_optional auth.external_twitch_email_optional
auth.external.twitter.enabled auth.external_twitter_enabled
auth.external.twitter.client_id auth.external_twitter_client_id
auth.external.twitter.secret auth.external_twitter_secret secret
auth.external.twitter.email_optional auth.external_twitter_email_optional
auth.external.x.enabled auth.external_x_enabled
auth.external.x.client_id auth.external_x_client_id
auth.external.x.secret auth.external_x_secret secret
auth.external.x.email_optional auth.external_x_email_optional
auth.external.workos.enabled auth.external_workos_enabled
auth.external.workos.client_id auth.external_workos_client_id
auth.external.workos.secret auth.external_workos_secret secret
auth.external.workos.url auth.external_workos_url
auth.external.zoom.enabled auth.external_zoom_enabled
auth.external.zoom.client_id auth.external_zoom_client_id
auth.external.zoom.secret auth.external_zoom_secret secret
auth.external.zoom.email_optional auth.external_zoom_email_optional
auth.external.google.skip_nonce_check auth.external_google_skip_nonce_check
"""
_FORMS: Final = frozenset({"csv", "ranges", "bytes", "hours", "seconds", "inverted"})
_EQUALITIES: Final = frozenset({"set", "sequence"})


def _row(line: str) -> ConfigRow:
    key, wire, *flags = line.split()
    form = next((flag for flag in flags if flag in _FORMS), "")
    equality = next((flag for flag in flags if flag in _EQUALITIES), "")
    return ConfigRow(key, wire, form, "secret" in flags, equality)


CONFIG_ROWS: Final = tuple(map(_row, _TABLE.strip().splitlines()))
"""243 keys."""
