"""The emulator is looked for and never downloaded; what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from baasctl.engines.firestore_emulator import finding
from baasctl.engines.firestore_emulator.errors import EmulatorFailed, EmulatorMissing
from baasctl.engines.firestore_emulator.finding import Emulator, find
from baasctl.engines.firestore_emulator.server import FirestoreEmulator

JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"


@pytest.fixture
def java(tmp_path: Path) -> Path:
    """A `java` on a PATH of its own."""
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho it did not work >&2\nexit 3\n")
    program.chmod(0o755)
    return program


@pytest.fixture(autouse=True)
def _no_cloud_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "_CLOUD_SDKS", ())


def test_the_jar_of_a_cloud_sdk_is_found(tmp_path: Path, java: Path) -> None:
    """In the user's own one, too."""
    jar = tmp_path / "google-cloud-sdk" / JAR
    jar.parent.mkdir(parents=True)
    jar.touch()

    assert find({"HOME": str(tmp_path), "PATH": str(java.parent)}) == Emulator(jar=jar, java=java)


def test_the_newest_jar_of_firebase_tools_is_found(tmp_path: Path, java: Path) -> None:
    """By number: 1.19.10 is newer than 1.19.9."""
    folder = tmp_path / ".cache/firebase/emulators"
    folder.mkdir(parents=True)
    for version in ("1.19.9", "1.19.10", "1.2.0"):
        (folder / f"cloud-firestore-emulator-v{version}.jar").touch()

    found = find({"HOME": str(tmp_path), "PATH": str(java.parent)})

    assert found.jar.name == "cloud-firestore-emulator-v1.19.10.jar"


def test_what_is_missing_is_named(tmp_path: Path, java: Path) -> None:
    """The emulator first, then Java; with what installs it."""
    with pytest.raises(EmulatorMissing, match="is not on this machine"):
        find({"HOME": str(tmp_path), "PATH": str(java.parent)})
    jar = tmp_path / "a.jar"
    with pytest.raises(EmulatorMissing, match="needs Java") as caught:
        find({"BAASCTL_FIRESTORE_EMULATOR": str(jar), "PATH": str(tmp_path)})
    assert "google-cloud-cli-firestore-emulator" in caught.value.diagnostics[0].hint


def test_java_of_java_home_comes_first(tmp_path: Path, java: Path) -> None:
    """As Java programs expect it."""
    found = find({"BAASCTL_FIRESTORE_EMULATOR": "/a.jar", "JAVA_HOME": str(tmp_path), "PATH": ""})
    assert found == Emulator(jar=Path("/a.jar"), java=java)


def test_an_emulator_that_does_not_start_says_why(tmp_path: Path, java: Path) -> None:
    """With its own words; nothing is left running or lying about."""
    with pytest.raises(EmulatorFailed, match="it did not work"):
        FirestoreEmulator.start(Emulator(jar=tmp_path / "a.jar", java=java))
