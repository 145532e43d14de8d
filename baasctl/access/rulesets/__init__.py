"""Rulesets of Firestore and Storage as lints look at them: each permission by itself, functions written out.

`reading` takes them from facts, `possible` tells what a condition can come out as for all requests of a sort, `wishes`
and `witnesses` look for one request that shows it.
"""
