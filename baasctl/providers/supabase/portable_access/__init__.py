"""The portable `access` section as row level security: policies, grants, and a guard where updates need one."""
