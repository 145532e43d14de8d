"""Who answers probes for rulesets of Firestore and Storage: Google's emulator, and our own evaluator.

Both judge what the rules say: a `get`, `update` or `delete` of something that is not there is allowed where the rules
let it through, as Firestore and Storage have it.
"""
