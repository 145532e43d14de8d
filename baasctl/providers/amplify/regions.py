"""What follows from the name of an AWS region."""

from __future__ import annotations


def partition_of(region: str) -> str:
    """The part of AWS that a region belongs to, as ARNs have it."""
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"
