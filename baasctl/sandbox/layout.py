"""Names of the files in a sandbox's data folder.

Folders: `postgres`, `supabase/<ref>`, `firebase/<project id>` and `amplify/<app id>` with a project's documents each,
`ministack` with the state of AWS, `accounts` and `firebase/_tokens` with access tokens, `home` for the providers' own
command lines.
"""

IDENTITY = "sandbox.json"
"""Token and last port; its presence says that the folder is a sandbox's."""

RUN = "run.json"
"""Process id and address of the serving process; stale unless the lock is held."""

SERVER_OUTPUT = "server.log"
"""What the background process printed."""

PROVIDERS = ("supabase", "firebase", "amplify")
"""What is simulated, and the names of the folders of its projects."""
