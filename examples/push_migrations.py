"""Makes the tables of the story in whose folder it runs, as `supabase db push` would. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from urllib.request import Request, urlopen

HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations
  (version text primary key, statements text[], name text);
"""


def query(project: str, sql: str) -> None:
    """Run SQL over the Management API."""
    address = f"{os.environ['BAASCTL_SUPABASE_API_URL']}/v1/projects/{project}/database/query"
    headers = {"authorization": f"Bearer {os.environ['SUPABASE_ACCESS_TOKEN']}", "content-type": "application/json"}
    with urlopen(Request(address, json.dumps({"query": sql}).encode(), headers)) as answer:
        answer.read()


for project in sys.argv[1:]:
    query(project, HISTORY)
    for path in sorted(Path("migrations").glob("*.sql")):
        version, _, name = path.stem.partition("_")
        record = f"insert into supabase_migrations.schema_migrations (version, name) values ('{version}', '{name}');"
        query(project, f"begin;\n{path.read_text()}\n{record}\ncommit;")
        print(f"migration {path.stem} is live in {project}")
