"""The API as a process of its own, as `uvicorn bankagent.api.app:app` runs it."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from commands import environment
from workers import wait_for


class Api:
    """One API process: its URL, its log, its end."""

    def __init__(self, port: int, **environ: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log = Path(tempfile.mkstemp(prefix="bankagent-api-", suffix=".log")[1])
        clean = {n: value for n, value in environment().items() if "DATABASE_URL" not in n}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "uvicorn",
                    "bankagent.api.app:app",
                    "--port",
                    str(port),
                    "--no-server-header",
                ],
                env=clean | environ,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
            )

    def said(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/livez").status_code == 200
        except httpx.TransportError:
            return False

    def end(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.log.unlink()


@contextmanager
def serving(port: int, **environ: str) -> Iterator[Api]:
    """Start an API process with these settings and wait until it lives; end it at last."""
    api = Api(port, **environ)
    try:
        wait_for("the API lives", lambda: api.answers() or api.process.poll() is not None)
        yield api
    except BaseException:
        sys.stdout.write(f"--- the API said:\n{api.said()[-3000:]}\n")
        raise
    finally:
        api.end()
