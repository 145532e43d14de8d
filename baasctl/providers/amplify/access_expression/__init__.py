"""The portable `access` section as rules of `@auth` on models, and as access to paths of files."""
