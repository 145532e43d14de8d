"""`email_templates`: the mails that the auth service sends. The key is the mail's name."""

from __future__ import annotations

from pydantic import Field as Described

from baasctl.kinds.field_tree import field_tree
from baasctl.kinds.kind import Attributed, Kind
from baasctl.kinds.types import Native, Text


class EmailTemplate(Attributed):
    """One mail."""

    subject: Text | None = Described(None, description="Subject line; unset means the provider's.")
    body: Text | None = Described(None, description="HTML; unset means the provider's.")
    native: Native | None = Described(None, description="Settings of one provider, by wire name.")


KIND = Kind(
    name="email_templates",
    title="Subjects and bodies of confirmation, recovery, invitation… mails",
    model=EmailTemplate,
    depth=1,
    segments=("mail",),
    fields=field_tree(EmailTemplate),
)
