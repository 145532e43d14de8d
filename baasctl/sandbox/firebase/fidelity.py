"""How true the simulated Firebase is.

An assumed behaviour has its test in `tests/live/firebase/`: row `some-name`, function `test_some_name`.
"""

from __future__ import annotations

from typing import Final

from baasctl.sandbox.behaviour import Behaviour, Grade

RECORDINGS: Final = "t-k/fireemu conformance/*-production.json, 2026-09"
"""Transcripts of real projects, read for facts; no text of theirs is here."""
DISCOVERY: Final = "Google's discovery documents, PyPI google-api-python-client 2.202"
_CLI: Final = "npm firebase-tools 15.34.2"
_OURS: Final = "no source; see the live test"


def _row(grade: Grade, name: str, behaviour: str, source: str) -> Behaviour:
    return Behaviour(name=name, provider="firebase", behaviour=behaviour, grade=grade, source=source)


TABLE: tuple[Behaviour, ...] = (
    _row(Grade.RECORDED, "google-unknown-project", "An unknown project answers 403, as somebody else's.", RECORDINGS),
    _row(
        Grade.RECORDED,
        "google-api-off",
        "An API that is switched off answers 403 SERVICE_DISABLED with the link that switches it on.",
        RECORDINGS,
    ),
    _row(
        Grade.RECORDED,
        "google-message-types",
        "Unknown members, wrong types and two members of a oneof answer 400 with their places.",
        RECORDINGS,
    ),
    _row(
        Grade.RECORDED,
        "google-loose-values",
        "Words and numbers for flags, snake_case names and nulls are taken.",
        RECORDINGS,
    ),
    _row(
        Grade.SPECIFIED,
        "uploads-need-a-publisher",
        "Uploads call no function until the account of Cloud Storage may publish (roles/pubsub.publisher).",
        "cloud.google.com/eventarc/docs/run/quickstart-storage; npm firebase-tools 15.34.2",
    ),
    _row(
        Grade.SPECIFIED,
        "google-messages",
        "Every request and answer in the tests satisfies the discovery document of its API.",
        DISCOVERY,
    ),
    _row(
        Grade.RECORDED,
        "auth-config",
        "Defaults are left out, masks clear what the body lacks, unknown and read-only paths are ignored.",
        RECORDINGS,
    ),
    _row(
        Grade.RECORDED,
        "auth-config-errors",
        "Password policies, authorized domains, regions and test numbers are refused with the recorded tokens.",
        RECORDINGS,
    ),
    _row(Grade.RECORDED, "mail-templates-on-read", "PATCH of the settings answers no mail templates.", RECORDINGS),
    _row(
        Grade.RECORDED,
        "identity-platform-upgrade",
        "Blocking functions are refused without Identity Platform, and a second upgrade is.",
        "public issues and logs, 2023 to 2026",
    ),
    _row(Grade.RECORDED, "tenants", "The server makes ids; settings, pages and refusals of tenants.", RECORDINGS),
    _row(
        Grade.CHECKED,
        "oidc-and-saml-providers",
        "OpenID Connect and SAML providers and tenants are made, listed, changed and deleted.",
        "firebase-admin 7.7 (Python)",
    ),
    _row(
        Grade.SPECIFIED,
        "client-secret-is-answered",
        "The client secret of an identity provider is read back.",
        "hashicorp/terraform-provider-google-beta services/identityplatform/*_test.go",
    ),
    _row(
        Grade.ASSUMED,
        "identity-provider-ids",
        "Ids without oidc. or saml., or of no known provider, answer 400.",
        _OURS,
    ),
    _row(Grade.ASSUMED, "duplicate-identity-providers", "A second provider of the same id answers 409.", _OURS),
    _row(Grade.ASSUMED, "code-flow-needs-a-secret", "The code flow without a client secret answers 400.", _OURS),
    _row(Grade.ASSUMED, "apple-key-is-hidden", "The private key of Sign in with Apple is not read back.", _OURS),
    _row(Grade.ASSUMED, "smtp-password-is-hidden", "The password of the mail server is not read back.", _OURS),
    _row(
        Grade.ASSUMED,
        "customized-mails",
        "A mail with a subject or body of its own says customized; cleared, both are Google's text again.",
        _OURS,
    ),
    _row(Grade.ASSUMED, "states-of-factors", "TOTP can be on while the state for text messages is DISABLED.", _OURS),
    _row(
        Grade.CHECKED,
        "functions-deploy",
        "Functions with every sort of trigger are uploaded, made, skipped when unchanged, listed; invokers and jobs.",
        _CLI,
    ),
    _row(
        Grade.CHECKED,
        "secrets-of-functions",
        "Secrets are found, the account of a function is given access, versions are pinned.",
        _CLI,
    ),
    _row(
        Grade.CHECKED,
        "questions-about-a-project",
        "APIs, billing, service agents, policies, the default bucket and database, image repositories.",
        _CLI,
    ),
    _row(
        Grade.RECORDED,
        "function-refusals",
        "Resources that Cloud Run cannot give, unknown locations and a function that is busy are refused at once.",
        "firebase/firebase-tools issues 5692 and 10731, hashicorp/terraform-provider-google issue 17037",
    ),
    _row(
        Grade.RECORDED,
        "schedule-refusals",
        "A schedule or time zone that is none answers 400 in one text for both.",
        "googleapis/google-cloud-go issue 1352, hashicorp/terraform issue 31571",
    ),
    _row(
        Grade.SPECIFIED,
        "secret-versions",
        "Versions are enabled, disabled, destroyed; an etag guards each write and answers 400 when it is old.",
        "https://cloud.google.com/secret-manager/docs/etags",
    ),
    _row(
        Grade.SPECIFIED,
        "iam-policy-etags",
        "A policy is replaced whole; with an etag that is old the answer is 409 ABORTED.",
        DISCOVERY,
    ),
    _row(
        Grade.CHECKED,
        "remote-config",
        "A template is deployed under its etag, read, and listed with its versions.",
        _CLI,
    ),
    _row(
        Grade.SPECIFIED,
        "remote-config-etags",
        "A template with an old etag answers 409, validating answers an etag that ends in 0, 300 versions are kept.",
        "https://firebase.google.com/docs/remote-config/use-config-rest",
    ),
    _row(
        Grade.CHECKED,
        "app-check",
        "Enforcement of services, configurations of apps and debug tokens are written, read and listed.",
        _CLI,
    ),
    _row(
        Grade.SPECIFIED,
        "app-check-rules",
        "Replay protection is bounded by enforcement, lifetimes by 30 minutes and 7 days, secrets are never shown.",
        DISCOVERY,
    ),
    _row(
        Grade.CHECKED,
        "firebase-apps",
        "Android and Apple apps, their configurations and certificates; web apps are made and listed by the CLI.",
        "PyPI firebase-admin 7.7, npm firebase-tools 15.34.2",
    ),
    _row(
        Grade.CHECKED,
        "rules-deploy",
        "Rules of all databases and buckets, and of the Realtime Database, are deployed and read.",
        _CLI,
    ),
    _row(
        Grade.CHECKED,
        "rules-syntax",
        "Syntax errors of Firestore and Storage rules are found, and nothing else is called one.",
        "Google's Firestore emulator 1.19.9",
    ),
    _row(
        Grade.SPECIFIED,
        "ruleset-limit",
        "After 2,500 rulesets of a project the next one answers 429.",
        "https://firebase.google.com/docs/rules/manage-deploy",
    ),
    _row(Grade.ASSUMED, "released-ruleset-stays", "A ruleset that a release points at is not deleted: 400.", _OURS),
    _row(Grade.ASSUMED, "second-release-of-a-name", "Making a release that is there answers 409.", _OURS),
    _row(Grade.ASSUMED, "ruleset-that-does-not-compile", "A source with errors answers 400 and is not kept.", _OURS),
    _row(
        Grade.ASSUMED,
        "rules-test-cases",
        "`projects.test` takes paths, tokens, documents and mocks of `get` and `exists` as baasctl writes them.",
        _OURS,
    ),
    _row(Grade.ASSUMED, "newest-rulesets-first", "Lists of rulesets begin with the newest.", _OURS),
    _row(Grade.ASSUMED, "database-rules-are-refused", "Rules that are none answer 400; a dry run keeps none.", _OURS),
    _row(Grade.ASSUMED, "database-rules-keep-their-text", "Comments and white space are read back.", _OURS),
    _row(Grade.ASSUMED, "taken-instance-ids", "The id of a Realtime Database that is there answers 409.", _OURS),
    _row(Grade.ASSUMED, "active-instance-stays", "A Realtime Database is disabled before it is deleted.", _OURS),
    _row(Grade.ASSUMED, "remote-config-needs-an-etag", "A template without If-Match answers 400.", _OURS),
    _row(Grade.ASSUMED, "remote-config-types", "A parameter without a type reads back as STRING.", _OURS),
    _row(Grade.ASSUMED, "remote-config-refusals", "Unknown conditions and values of another type answer 400.", _OURS),
    _row(Grade.ASSUMED, "app-check-defaults", "What nobody configured reads back with its default lifetime.", _OURS),
    _row(Grade.ASSUMED, "app-check-etags", "A service with an old etag answers 409, and no mask answers 400.", _OURS),
    _row(Grade.ASSUMED, "one-app-a-package", "A package name that another app has answers 409.", _OURS),
    _row(Grade.ASSUMED, "function-requests", "Bad ids, runtimes, labels and reserved variables answer 400.", _OURS),
    _row(Grade.ASSUMED, "function-defaults", "What a function does not set reads back as the defaults.", _OURS),
    _row(Grade.ASSUMED, "function-masks", "A masked setting that the body lacks returns to its default.", _OURS),
    _row(Grade.ASSUMED, "function-sources-come-back", "The deployed archive downloads as it was uploaded.", _OURS),
    _row(Grade.ASSUMED, "failed-updates-change-nothing", "A failed update leaves the function as it ran.", _OURS),
    _row(Grade.ASSUMED, "triggers-keep-their-sort", "HTTP does not become an event.", _OURS),
    _row(Grade.ASSUMED, "topics-come-first", "A function of a missing topic fails as an operation.", _OURS),
    _row(Grade.ASSUMED, "signed-uploads", "A signed address takes its own content type and method alone.", _OURS),
    _row(Grade.ASSUMED, "job-defaults", "Retries, deadline, header and audience are added to a job.", _OURS),
    _row(Grade.ASSUMED, "secrets-need-a-replication", "A secret without replication answers 400.", _OURS),
    _row(Grade.ASSUMED, "policy-bindings", "Bindings of a role are merged, empty ones dropped, others refused.", _OURS),
    _row(
        Grade.RECORDED,
        "firestore-databases",
        "What Google adds to a database, what is refused, an old etag, delete protection, masks.",
        RECORDINGS,
    ),
    _row(
        Grade.RECORDED,
        "firestore-indexes",
        "`__name__` and density are added, building takes reads, a second one and one over one field are refused.",
        RECORDINGS,
    ),
    _row(
        Grade.RECORDED,
        "firestore-fields",
        "Fields inherit, are told and inherit again; one of a collection expires, a second one answers 429.",
        RECORDINGS,
    ),
    _row(
        Grade.CHECKED,
        "indexes-deploy",
        "Indexes and settings of fields are deployed, and read as they were written.",
        _CLI,
    ),
    _row(
        Grade.SPECIFIED,
        "firestore-field-list",
        "Fields are listed with one of two filters alone.",
        DISCOVERY,
    ),
    _row(
        Grade.SPECIFIED,
        "firestore-enterprise-indexes",
        "An enterprise database takes indexes over one field and adds no `__name__`.",
        DISCOVERY,
    ),
    _row(
        Grade.SPECIFIED,
        "cloud-storage-buckets",
        "Settings are merged, null removes, the metageneration guards, names are the world's, full ones stay.",
        "https://cloud.google.com/storage/docs/json_api/v1/buckets and its status codes",
    ),
    _row(
        Grade.SPECIFIED,
        "public-access-prevention",
        "While it is enforced anyone is no member of the policy.",
        "https://cloud.google.com/storage/docs/public-access-prevention",
    ),
    _row(Grade.ASSUMED, "backup-schedules-are-refused", "A second one of a sort, and one that is not whole.", _OURS),
    _row(Grade.ASSUMED, "backup-recurrences-stay", "A schedule takes another retention, and no other day.", _OURS),
    _row(Grade.ASSUMED, "expiry-needs-a-field", "Every field at once cannot make documents expire.", _OURS),
    _row(
        Grade.ASSUMED, "default-field-is-written-whole", "A database's own default takes indexes like a field.", _OURS
    ),
    _row(Grade.ASSUMED, "linking-buckets", "A bucket is linked to Firebase, again, listed, and unlinked.", _OURS),
    _row(
        Grade.ASSUMED, "own-bucket-is-made-by-firebase", "Cloud Storage makes no bucket of Firebase's domains.", _OURS
    ),
    _row(Grade.ASSUMED, "fixed-members-of-buckets", "The location of a bucket is refused to change.", _OURS),
    _row(Grade.ASSUMED, "policies-count-as-changes", "Writing a policy raises the metageneration.", _OURS),
    _row(Grade.ASSUMED, "google-bad-token", "A token that nobody gave answers 401 UNAUTHENTICATED.", _OURS),
)

NOT_SIMULATED: tuple[str, ...] = (
    "sign-in, tokens of users, documents and files of an app: management APIs only",
    "permissions: a token may do everything, read everything, or is limited to some APIs; IAM roles give nothing",
    "default mail texts have our words, and in other languages than English a mark instead of a translation",
    "building and running functions: of a source it is looked whether its first files are there",
    "upgrading functions of the first generation; task queues, extensions, hosting, App Hosting, Data Connect",
    "types and names in security rules, unless FIRESTORE_EMULATOR_HOST names Google's emulator",
    "test cases of rules of Storage, and of Firestore without such an emulator",
    "conditions of the Realtime Database: of its rules the tree is looked at",
    "waiting before the id of a deleted database can be had again; objects of a bucket beyond their names",
    "publishing to topics, delivering events, calling scheduled jobs",
    "waiting: reads see the last write, operations are over at once, unless stale_reads or pending_reads say it",
)
"""What the sandbox does not do, or does otherwise than Google."""
