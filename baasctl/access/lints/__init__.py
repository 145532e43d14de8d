"""Lints: what in the rules and settings of a target is open, weak or slow. One rule a file, listed in `registry`."""
