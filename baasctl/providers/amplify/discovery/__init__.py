"""Which resources an app consists of, and who owns them.

    found(answers)       what is known so far; every part calls it, after the documents of this package are there
    facts_for(found, …)  `Resource.facts` of a live resource: its owner and what the target says about it
    Discovery            the documents; the provider fetches them before it asks a part for its own

Explicit ids of the target win over stacks, stacks over tags.
"""

from __future__ import annotations

from baasctl.providers.amplify.discovery.finding import Found, found
from baasctl.providers.amplify.discovery.ownership import facts_for

__all__ = ["Found", "facts_for", "found"]
