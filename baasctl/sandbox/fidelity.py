"""How true each simulated behaviour is, and how we know. `sandbox status --fidelity` and the README print it."""

from __future__ import annotations

from collections.abc import Mapping

from baasctl.sandbox.amplify import fidelity as amplify
from baasctl.sandbox.behaviour import Behaviour
from baasctl.sandbox.firebase import fidelity as firebase
from baasctl.sandbox.supabase import fidelity as supabase

TABLE: tuple[Behaviour, ...] = (*supabase.TABLE, *firebase.TABLE, *amplify.TABLE)

NOT_SIMULATED: Mapping[str, tuple[str, ...]] = {
    "supabase": supabase.NOT_SIMULATED,
    "firebase": firebase.NOT_SIMULATED,
    "amplify": amplify.NOT_SIMULATED,
}
"""What the sandbox does not do, or does otherwise than the platform, by provider."""
