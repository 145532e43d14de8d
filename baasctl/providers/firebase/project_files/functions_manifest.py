"""What functions a source has, told by its own code: `GET /__/functions.yaml` of npm firebase-functions.

The Firebase CLI asks so at every deploy (npm firebase-tools 15.34.2, src/deploy/functions/runtimes/node): it starts the
package's own program in the source's folder with `FUNCTIONS_CONTROL_API=true` and a port, and ends it by
`GET /__/quitquitquit`. This runs the project's code, so it is done only for who asks for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Final

from baasctl.model.errors import ProviderError
from baasctl.providers.visible_text import visible
from baasctl.transport import Transport
from baasctl.transport.retries import RetryPolicy

_LONGEST_S: Final = 60.0
_PAUSE_S: Final = 0.1
_PATIENCE_S: Final = 5.0
_LONGEST_WORDS: Final = 300
_MOST_WORDS: Final = 64 * 1024
_KEPT: Final = ("PATH", "HOME", "LANG", "SYSTEMROOT", "NODE_PATH")
"""What the code sees of the environment: no credential of the run."""


class NoManifest(Exception):
    """Why the functions of a source are not known, as a clause."""


def read_manifest(folder: Path, project: str) -> Mapping[str, object]:
    """The manifest: `specVersion`, `endpoints`, `params`, `requiredAPIs`.

    Args:
        folder: Of the source, with `package.json`.
        project: What the code is told that it is deployed to.

    Raises:
        NoManifest: There is no node, the package is not installed, or the code fails.
    """
    node, program = shutil.which("node"), _program(folder)
    if node is None:
        raise NoManifest("node is not installed")
    if program is None:
        raise NoManifest("firebase-functions is not installed in its node_modules")
    port = _free_port()
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {
        "FUNCTIONS_CONTROL_API": "true",
        "PORT": str(port),
        "GCLOUD_PROJECT": project,
        "FIREBASE_CONFIG": json.dumps({"projectId": project}),
    }
    with tempfile.TemporaryFile() as words:  # a pipe that nobody empties would stop the program
        process = subprocess.Popen(
            [node, str(program), "."],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=words,
        )
        try:
            return _asked(process, port, words)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_PATIENCE_S)
    if process.poll() is None:
        process.kill()
        process.wait()


def _program(folder: Path) -> Path | None:
    """The package's program, in the folder or one above it."""
    places = [each / "node_modules" / ".bin" / "firebase-functions" for each in (folder, *folder.parents)]
    return next((place.resolve() for place in places if place.exists()), None)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _asked(process: subprocess.Popen[bytes], port: int, words: IO[bytes]) -> Mapping[str, object]:
    transport = Transport(base_url=f"http://127.0.0.1:{port}", policy=RetryPolicy(tries=1))
    ends = time.monotonic() + _LONGEST_S
    try:
        while time.monotonic() < ends:
            if process.poll() is not None:
                raise NoManifest(f"its code fails: {_told(words)}")
            with contextlib.suppress(ProviderError):
                response = transport.request("GET", "/__/functions.yaml", accept="text/yaml, application/json")
                if response.is_success:
                    return _parsed(response.body)
                if response.status != 404:
                    raise NoManifest(f"its code fails: {_said(response.body)}")
            time.sleep(_PAUSE_S)
        raise NoManifest(f"its code does not answer within {_LONGEST_S:.0f} s")
    finally:
        with contextlib.suppress(ProviderError):
            transport.request("GET", "/__/quitquitquit")
        transport.close()


def _said(body: bytes) -> str:
    """The first line of an answer that is no manifest."""
    lines = visible(body.decode("utf-8", "replace").split("\n", 1)[0])
    return lines.removeprefix("Failed to generate manifest from function source: ")[:_LONGEST_WORDS]


def _told(words: IO[bytes]) -> str:
    """The telling line of what a program said before it ended."""
    words.seek(0)
    said = words.read(_MOST_WORDS).decode("utf-8", "replace")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next((line for line in lines if "Error" in line), lines[-1] if lines else "it says nothing")
    return visible(telling)[:_LONGEST_WORDS]


def _parsed(body: bytes) -> Mapping[str, object]:
    """JSON: what firebase-functions writes as YAML is JSON since version 3."""
    try:
        found = json.loads(body)
    except ValueError:
        raise NoManifest("its manifest is no JSON; update firebase-functions") from None
    if not isinstance(found, dict):
        raise NoManifest("its manifest is no object")
    return found
