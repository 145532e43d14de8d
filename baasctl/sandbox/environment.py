"""The environment in which baasctl and the providers' own command lines talk to a sandbox.

For the Supabase CLI (3.1.0, tried): a profile file points it at another API address; telemetry and the keyring are off.
For the Firebase CLI (15.34.2, tried) and firebase-admin: one variable for each of Google's hosts.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from baasctl.sandbox.documents import write_atomically
from baasctl.sandbox.lifecycle import Status

PROFILE = "supabase-profile.yaml"
API_URL = "BAASCTL_SUPABASE_API_URL"
PROJECT_URL = "BAASCTL_SUPABASE_PROJECT_URL"
FIREBASE_API_URL = "BAASCTL_FIREBASE_API_URL"
_FIREBASE_HOSTS = {
    "AI_LOGIC_PROXY_URL": "firebasevertexai.googleapis.com",
    "ARTIFACT_REGISTRY_DOMAIN": "artifactregistry.googleapis.com",
    "CLOUD_APIKEYS_URL": "apikeys.googleapis.com",
    "CLOUD_MONITORING_URL": "monitoring.googleapis.com",
    "CLOUD_RUN_API_URL": "run.googleapis.com",
    "CLOUD_RUN_URL": "run.googleapis.com",
    "CLOUD_SECRET_MANAGER_URL": "secretmanager.googleapis.com",
    "CLOUD_SQL_URL": "sqladmin.googleapis.com",
    "CLOUD_TESTING_URL": "testing.googleapis.com",
    "CLOUD_TRACE_URL": "cloudtrace.googleapis.com",
    "COMPUTE_URL": "compute.googleapis.com",
    "DEVELOPERCONNECT_URL": "developerconnect.googleapis.com",
    "DEVELOPER_KNOWLEDGE_URL": "developerknowledge.googleapis.com",
    "EVENTARC_URL": "eventarc.googleapis.com",
    "FIREBASE_API_URL": "firebase.googleapis.com",
    "FIREBASE_APPCHECK_URL": "firebaseappcheck.googleapis.com",
    "FIREBASE_APPHOSTING_URL": "firebaseapphosting.googleapis.com",
    "FIREBASE_APP_DISTRIBUTION_URL": "firebaseappdistribution.googleapis.com",
    "FIREBASE_APP_TESTING_URL": "firebaseapptesting.googleapis.com",
    "FIREBASE_AUTH_MANAGEMENT_URL": "identitytoolkit.googleapis.com",
    "FIREBASE_AUTH_URL": "accounts.google.com",
    "FIREBASE_AUTHPROXY_URL": "auth.firebase.tools",
    "FIREBASE_CLOUDBILLING_URL": "cloudbilling.googleapis.com",
    "FIREBASE_CLOUDBUILD_URL": "cloudbuild.googleapis.com",
    "FIREBASE_CLOUDLOGGING_URL": "logging.googleapis.com",
    "FIREBASE_CLOUDSCHEDULER_URL": "cloudscheduler.googleapis.com",
    "FIREBASE_CLOUD_TAKS_URL": "cloudtasks.googleapis.com",
    "FIREBASE_CRASHLYTICS_URL": "firebasecrashlytics.googleapis.com",
    "FIREBASE_DATACONNECT_URL": "firebasedataconnect.googleapis.com",
    "FIREBASE_EXT_PUBLISHER_URL": "firebaseextensionspublisher.googleapis.com",
    "FIREBASE_EXT_REGISTRY_ORIGIN": "extensions-registry.firebaseapp.com",
    "FIREBASE_EXT_TOS_URL": "firebaseextensionstos-pa.googleapis.com",
    "FIREBASE_EXT_URL": "firebaseextensions.googleapis.com",
    "FIREBASE_FIREBASESTORAGE_URL": "firebasestorage.googleapis.com",
    "FIREBASE_FIREDATA_URL": "mobilesdk-pa.googleapis.com",
    "FIREBASE_FUNCTIONS_URL": "cloudfunctions.googleapis.com",
    "FIREBASE_FUNCTIONS_V2_URL": "cloudfunctions.googleapis.com",
    "FIREBASE_HOSTING_API_URL": "firebasehosting.googleapis.com",
    "FIREBASE_IAM_URL": "iam.googleapis.com",
    "FIREBASE_IDENTITY_URL": "identitytoolkit.googleapis.com",
    "FIREBASE_MESSAGING_CONFIG_URL": "fcm.googleapis.com",
    "FIREBASE_PUBSUB_URL": "pubsub.googleapis.com",
    "FIREBASE_REMOTE_CONFIG_URL": "firebaseremoteconfig.googleapis.com",
    "FIREBASE_RESOURCEMANAGER_URL": "cloudresourcemanager.googleapis.com",
    "FIREBASE_RTDB_MANAGEMENT_URL": "firebasedatabase.googleapis.com",
    "FIREBASE_RTDB_METADATA_URL": "metadata-dot-firebase-prod.appspot.com",
    "FIREBASE_RULES_URL": "firebaserules.googleapis.com",
    "FIREBASE_RUNTIMECONFIG_URL": "runtimeconfig.googleapis.com",
    "FIREBASE_SERVICE_USAGE_URL": "serviceusage.googleapis.com",
    "FIREBASE_STORAGE_URL": "storage.googleapis.com",
    "FIREBASE_STUDIO_URL": "monospace-pa.googleapis.com",
    "FIREBASE_TELEMETRY_ADMIN_URL": "firebasetelemetryadmin.googleapis.com",
    "FIREBASE_TOKEN_URL": "www.googleapis.com",
    "FIRESTORE_URL": "firestore.googleapis.com",
    "VERTEX_AI_URL": "aiplatform.googleapis.com",
}
"""Variables of the CLI to the hosts behind them (firebase-tools 15.34.2, lib/api.js; the spelling TAKS is its own).

All of them, also of APIs that are not simulated: what is asked there must not reach Google, and shows in the log.
"""


def environment(data: Path, status: Status) -> Mapping[str, str]:
    """Variables for a running sandbox; writes the CLI's profile file into *data* as a side effect.

    With at least one Supabase project, the oldest one is also named by `SUPABASE_PROJECT_REF` and by
    `SUPABASE_PROJECT_ID`, which the CLI takes for a linked project. Variables for Firebase are there with at least one
    Firebase project; the oldest one is named by `FIREBASE_PROJECT` and `GOOGLE_CLOUD_PROJECT`.
    The same holds for Amplify, whose oldest app is named by `AMPLIFY_APP_ID` and its account by `AWS_ACCESS_KEY_ID`.
    """
    folder = data.absolute()
    write_atomically(folder / PROFILE, _profile(status.url).encode(), durable=False)
    variables = {
        API_URL: status.url,
        PROJECT_URL: f"{status.url}/project/{{ref}}",
        "SUPABASE_ACCESS_TOKEN": status.token,
        "SUPABASE_PROFILE": str(folder / PROFILE),
        "SUPABASE_HOME": str(folder / "home" / ".supabase"),
        "SUPABASE_NO_KEYRING": "1",
        "SUPABASE_TELEMETRY_DISABLED": "1",
        "DO_NOT_TRACK": "1",
    }
    refs = [str(project["id"]) for project in status.projects if project["provider"] == "supabase"]
    if refs:
        variables |= {"SUPABASE_PROJECT_REF": refs[0], "SUPABASE_PROJECT_ID": refs[0]}
    ids = [str(project["id"]) for project in status.projects if project["provider"] == "firebase"]
    if ids:
        variables |= {**firebase_variables(status.url), "FIREBASE_PROJECT": ids[0], "GOOGLE_CLOUD_PROJECT": ids[0]}
    apps = [project for project in status.projects if project["provider"] == "amplify"]
    if apps:
        variables |= {
            **aws_variables(status.url, str(apps[0]["account"]), str(apps[0]["region"])),
            "AMPLIFY_APP_ID": str(apps[0]["id"]),
        }
    return variables


def aws_variables(url: str, account: str, region: str) -> Mapping[str, str]:
    """What points baasctl, boto3 and the `aws` command at an account of a sandbox.

    Any secret key will do, but outputs mask it: no text that a spec may hold.
    """
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": account,
        "AWS_SECRET_ACCESS_KEY": "any-key-opens-the-sandbox",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def firebase_variables(url: str) -> Mapping[str, str]:
    """What points baasctl, firebase-admin and the Firebase CLI (15.34.2, tried) at a sandbox.

    To an http address the CLI sends the token `owner` by itself; FIREBASE_TOKEN only keeps it from asking for a login.
    """
    hosts = {name: f"{url}/{host}" for name, host in _FIREBASE_HOSTS.items()}
    return {
        FIREBASE_API_URL: url,
        **hosts,
        "FIREBASE_REALTIME_URL": f"{url}/rtdb/",
        "FIREBASE_AUTH_EMULATOR_HOST": url.removeprefix("http://"),
        "FIREBASE_TOKEN": "sandbox",
    }


def export_lines(variables: Mapping[str, str]) -> list[str]:
    """The variables as lines for `eval "$(baasctl sandbox env)"`."""
    return [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]


def _profile(url: str) -> str:
    lines = {"name": "sandbox", "api_url": url, "dashboard_url": url, "project_host": "supabase.sandbox.invalid"}
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
