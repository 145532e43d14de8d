"""Somebody changes production by hand, past the spec. Imports nothing of baasctl."""

from __future__ import annotations

import json
import os
from urllib.request import Request, urlopen

ADDRESS = f"{os.environ['BAASCTL_SUPABASE_API_URL']}/v1/projects/notesproductionabcde/config/auth"
HEADERS = {"authorization": f"Bearer {os.environ['SUPABASE_ACCESS_TOKEN']}", "content-type": "application/json"}
CHANGE = {"site_url": "http://localhost:3000", "mailer_autoconfirm": True}

with urlopen(Request(ADDRESS, json.dumps(CHANGE).encode(), HEADERS, method="PATCH")) as answer:
    answer.read()
print("someone sent the mail links of production to localhost and stopped asking for confirmation")
