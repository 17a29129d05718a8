"""A real server, for the tests that want one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

_BUILT = Path(__file__).parents[3] / "target/debug/rollcall"
ACCOUNT = "acme"
DOMAIN = "localhost"
"""A domain that resolves everywhere, which sipsak wants."""


class Server:
    """A server of its own database and ports, without SIP listeners."""

    def __init__(self, binary: str, data: Path) -> None:
        self._binary, self._data = binary, data
        command = [binary, "serve", "--data-dir", str(data), "--sip-listen", "none", "--bookmark-interval", "1s"]
        command += ["--grpc-listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"]
        self._log = (data / "log").open("w")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True)
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        assert ready.startswith("ready "), (data / "log").read_text()
        self.endpoint = "http://" + dict(part.split("=") for part in ready.split()[1:])["grpc"]

    def token(self, *scopes: str, account: str = ACCOUNT) -> str:
        """An access token, which holds for an hour."""
        command = [self._binary, "token", "--data-dir", str(self._data), "--account", account]
        return subprocess.check_output([*command, "--scope", ",".join(scopes)], text=True).strip()

    def stop(self) -> None:
        """Ends it at once."""
        self._process.kill()
        self._process.communicate()
        self._log.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Of ROLLCALL_BIN, or else what cargo built. Where there is neither, these tests are told as skipped."""
    binary = os.environ.get("ROLLCALL_BIN")
    if binary is None and not _BUILT.is_file():
        pytest.skip("no server: build it, or name one with ROLLCALL_BIN")
    running = Server(binary or str(_BUILT), tmp_path_factory.mktemp("server"))
    yield running
    running.stop()
