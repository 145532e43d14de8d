"""Names of the files in a sandbox's data folder; folders: `postgres`, `supabase/<ref>`, `home`."""

IDENTITY = "sandbox.json"
"""Token and last port; its presence says that the folder is a sandbox's."""

RUN = "run.json"
"""Process id and address of the serving process; stale unless the lock is held."""

SERVER_OUTPUT = "server.log"
"""What the background process printed."""
