"""What Firestore and Storage rules mean: a concrete evaluator with the semantics of Google's engine.

Measured expression by expression with the Firestore emulator 1.19.9 (research/rules.md §1). `compiled` turns a tree
of `engines.rules_language` into functions, `requests` decides a request.
"""
