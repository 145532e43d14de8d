"""Amounts of memory as Kubernetes writes them: `256Mi`, `1G`, `2e3`.

Source: discovery document cloudfunctions v2, `availableMemory`; kubernetes apimachinery, `resource.Quantity`.
"""

from __future__ import annotations

import re
from typing import Final

_QUANTITY: Final = re.compile(r"([0-9]{1,15}(?:\.[0-9]{0,9})?)(Ki|Mi|Gi|Ti|k|M|G|T|[eE]([0-9]{1,2}))?")
_UNITS: Final = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "Ki": 2**10, "Mi": 2**20} | {
    "Gi": 2**30,
    "Ti": 2**40,
}


_CPU_BY_MEBIBYTES: Final = (
    *((128, "0.083"), (256, "0.1666"), (512, "0.3333"), (1024, "0.5833"), (2048, "1")),
    *((8192, "2"), (16384, "4"), (32768, "8")),
)
"""cloud.google.com/functions/docs/configuring/memory: what a function has that names no processors."""


def default_cpu(size: int) -> str:
    """Processors that come with an amount of memory."""
    return next((cpu for limit, cpu in _CPU_BY_MEBIBYTES if size <= limit * 2**20), "8")


def bytes_of(quantity: str) -> int | None:
    """Whole bytes; `None`: it is no amount. `256M`, which Google also writes for its default, is 256 MiB."""
    found = _QUANTITY.fullmatch(quantity)
    if found is None:
        return None
    if quantity == "256M":
        return 256 * 2**20
    unit = 10 ** int(found[3]) if found[3] else _UNITS[found[2] or ""]
    return int(float(found[1]) * unit)


def quantity_of(size: int) -> str:
    """The amount in the largest unit that divides it."""
    for unit in ("Gi", "Mi", "Ki"):
        if size % _UNITS[unit] == 0:
            return f"{size // _UNITS[unit]}{unit}"
    return str(size)
