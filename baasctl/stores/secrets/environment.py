"""`env:NAME`: secrets in environment variables."""

from __future__ import annotations

from baasctl.stores.secrets.policy import SecretPolicy, not_found, refused


def read(name: str, policy: SecretPolicy) -> str:
    """The variable's text as it is.

    Raises:
        StoreError: Not set, or not listed in `allow_env` of an untrusted run.
    """
    if policy.untrusted and name not in policy.allow_env:
        raise refused(
            f"`env:{name}` is not listed in `allow_env`",
            f"list {name} under `allow_env` in the revision that `--base` names, if a stranger's spec may use it",
        )
    text = policy.environment.get(name)
    if text is None:
        raise not_found(f"environment variable `{name}` is not set", f"export {name}, or name another secret")
    return text
