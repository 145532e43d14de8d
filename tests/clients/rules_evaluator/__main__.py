"""`python -m tests.clients.rules_evaluator --comparisons 500000 --seed 1`: long runs, with an emulator of their own."""

from __future__ import annotations

import argparse
import sys
import time

from baasctl.engines.firestore_emulator.server import FirestoreEmulator
from tests.clients.rules_evaluator.differential import compare, report


def main() -> int:
    """0 when nothing differs."""
    parser = argparse.ArgumentParser(description="Our evaluator of security rules beside Google's engine")
    parser.add_argument("--comparisons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so many, whatever is reached")
    options = parser.parse_args()
    began = time.monotonic()
    with FirestoreEmulator.start() as emulator:
        tally = compare(emulator.address, seed=options.seed, comparisons=options.comparisons, most_s=options.seconds)
    print(report(tally, options.seed, time.monotonic() - began), flush=True)
    return 1 if tally.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
