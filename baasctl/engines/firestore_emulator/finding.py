"""Where the emulator and Java are on this machine. Nothing is ever downloaded."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from baasctl.engines.firestore_emulator.errors import EmulatorMissing

VARIABLE: Final = "BAASCTL_FIRESTORE_EMULATOR"
"""Names the emulator's jar, where it is at none of the usual places."""
_JAR: Final = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_CLOUD_SDKS: Final = (
    "/usr/lib/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/opt/homebrew/share/google-cloud-sdk",
)
_OF_FIREBASE_TOOLS: Final = ".cache/firebase/emulators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emulator:
    """What is needed to start it: the jar and the program that runs it."""

    jar: Path
    java: Path


def find(environment: Mapping[str, str] = os.environ) -> Emulator:
    """The emulator of this machine.

    Raises:
        EmulatorMissing: It, or Java, is not here.
    """
    jar = next(iter(_jars(environment)), None)
    if jar is None:
        raise EmulatorMissing("Google's Firestore emulator is not on this machine")
    home = environment.get("JAVA_HOME", "")
    java = shutil.which("java", path=f"{home}/bin") if home else None
    java = java or shutil.which("java", path=environment.get("PATH"))
    if java is None:
        raise EmulatorMissing("Google's Firestore emulator needs Java", detail=f"{jar}: there is no `java` on PATH")
    return Emulator(jar=jar, java=Path(java))


def _jars(environment: Mapping[str, str]) -> Iterator[Path]:
    named = environment.get(VARIABLE)
    if named:
        yield Path(named)
        return
    home = Path(environment.get("HOME") or "/")
    roots = (environment.get("CLOUDSDK_ROOT_DIR", ""), *_CLOUD_SDKS, str(home / "google-cloud-sdk"))
    yield from (jar for root in roots if root and (jar := Path(root) / _JAR).is_file())
    downloaded = (home / _OF_FIREBASE_TOOLS).glob("cloud-firestore-emulator-v*.jar")
    yield from sorted(downloaded, key=lambda jar: [int(each) for each in re.findall(r"\d+", jar.name)], reverse=True)
