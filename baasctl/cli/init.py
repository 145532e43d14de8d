"""`baasctl init`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from baasctl.cli.options import SPEC
from baasctl.cli.output import Output

STARTERS: Final = {
    "supabase": """\
# yaml-language-server: $schema=./baasctl.schema.json
# Check it: baasctl validate. See what would change: baasctl plan. Start from what is live instead: baasctl adopt.
baasctl: 1

targets:
  dev:
    provider: supabase
    project: ${env:SUPABASE_PROJECT_REF}      # 20 letters, in the dashboard's address
    # The access token is read from SUPABASE_ACCESS_TOKEN.

# Only what stands here is compared and changed; everything else stays as it is.
auth:
  password: {minimum_length: 12}
  # site_url: https://app.example.com
  # redirect_urls: ["https://app.example.com/**"]

# identity_providers:
#   google:
#     enabled: true
#     client_id: 1234.apps.googleusercontent.com
#     client_secret: "${secret:env:GOOGLE_CLIENT_SECRET}"

# email_templates:
#   confirmation: {subject: Welcome, body: {file: mail/confirmation.html}}

# A table named here is owned whole: a live policy that is not listed makes the plan refuse.
# tables:
#   public.notes: {rls: true}
# policies:
#   public.notes:
#     Owners read: {for: select, to: [authenticated], using: (select auth.uid()) = owner_id}

# functions:
#   hello: {source: functions/hello, trigger: {http: {auth: jwt}}}
""",
    "firebase": """\
# yaml-language-server: $schema=./baasctl.schema.json
# Check it: baasctl validate. See what would change: baasctl plan. Start from what is live instead: baasctl adopt.
baasctl: 1

targets:
  dev:
    provider: firebase
    project: ${env:FIREBASE_PROJECT}          # the project id, as `firebase projects:list` prints it
    region: us-central1
    # The credential is what `gcloud auth application-default login` or GOOGLE_APPLICATION_CREDENTIALS left.

# Only what stands here is compared and changed; everything else stays as it is.
auth:
  password: {minimum_length: 12}
  # native:
  #   firebase: {authorizedDomains: [localhost, app.example.com]}

# identity_providers:
#   google:
#     enabled: true
#     client_id: 1234.apps.googleusercontent.com
#     client_secret: "${secret:env:GOOGLE_CLIENT_SECRET}"

# A ruleset is owned whole: what stands in the file is what is live.
# firestore_rules:
#   (default): {file: firestore.rules}

# indexes:
#   (default):
#     newest orders:
#       collection: orders
#       fields: [{path: customer, order: ascending}, {path: made_at, order: descending}]

# functions:
#   hello: {source: functions, handler: hello, runtime: nodejs22, trigger: {http: {auth: none}}}
""",
}
VARIABLES: Final = {
    "supabase": "SUPABASE_PROJECT_REF and SUPABASE_ACCESS_TOKEN",
    "firebase": "FIREBASE_PROJECT, and log in with gcloud auth application-default login",
}


@click.command("init")
@click.option("--provider", type=click.Choice(list(STARTERS)), default="supabase", show_default=True)
@click.option("-f", "--file", type=click.Path(dir_okay=False, path_type=Path), default=Path(SPEC), show_default=True)
@click.pass_obj
def command(output: Output, /, *, provider: str, file: Path) -> int:
    """Write a starter spec.

    And the JSON Schema beside it, for editors. Nothing that exists is overwritten.
    """
    from baasctl.cli.schema import schema_text

    if file.exists():
        raise click.UsageError(f"{file} is there already; name another file with -f")
    output.raw_file(file, STARTERS[provider].encode())
    output.data(f"{file}\n")
    schema = file.with_name("baasctl.schema.json")
    if not schema.exists():
        output.raw_file(schema, schema_text().encode())
        output.data(f"{schema}\n")
    output.say(f"  hint: set {VARIABLES[provider]}, then baasctl plan -f {file}")
    output.say("  hint: without an account: baasctl sandbox run -- baasctl plan")
    return 0
