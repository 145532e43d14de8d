"""CRC-32C (Castagnoli; RFC 3720 appendix B.4), the checksum of Secret Manager's payloads."""

from __future__ import annotations

from typing import Final

_POLYNOMIAL: Final = 0x82F63B78


def crc32c(content: bytes) -> int:
    """The checksum of *content*."""
    remainder = 0xFFFFFFFF
    for byte in content:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (_POLYNOMIAL if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF
