"""Makes the tables of this story, as `supabase db push` would. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.request import Request, urlopen

HISTORY = """
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations
  (version text primary key, statements text[], name text);
"""


def query(sql: str) -> None:
    """Run SQL over the Management API."""
    project = f"{os.environ['BAASCTL_SUPABASE_API_URL']}/v1/projects/{os.environ['SUPABASE_PROJECT_REF']}"
    headers = {"authorization": f"Bearer {os.environ['SUPABASE_ACCESS_TOKEN']}", "content-type": "application/json"}
    with urlopen(Request(f"{project}/database/query", json.dumps({"query": sql}).encode(), headers)) as answer:
        answer.read()


query(HISTORY)
for path in sorted((Path(__file__).parent / "migrations").glob("*.sql")):
    version, _, name = path.stem.partition("_")
    record = f"insert into supabase_migrations.schema_migrations (version, name) values ('{version}', '{name}');"
    query(f"begin;\n{path.read_text()}\n{record}\ncommit;")
    print(f"migration {path.stem} is live")
