"""The API as a process of its own, as `uvicorn bankagent.api.app:app` runs it."""

import ssl
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.cli import environment
from tests.support.processes import CopiedProcess, Process
from tests.support.workers import wait_for

# Loading the certificates of all authorities costs 18 ms of CPU, and no call of ours uses TLS.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Api:
    """One API process: its URL, its log, its end."""

    def __init__(
        self,
        port: int,
        *,
        start: Callable[..., Process] = CopiedProcess,
        app: str = "bankagent.api.app:app",
        **environ: str,
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.client = httpx.Client(base_url=self.url, verify=NO_TLS)
        self.log = Path(tempfile.mkstemp(prefix="bankagent-api-", suffix=".log")[1])
        clean = {n: value for n, value in environment().items() if "DATABASE_URL" not in n}
        options = ("--port", str(port), "--no-server-header")
        self.process = start("uvicorn", [app, *options], env=clean | environ, log=self.log)

    def said(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            return self.client.get("/livez").status_code == 200
        except httpx.TransportError:
            return False

    def end(self) -> None:
        self.client.close()
        self.process.kill()
        self.process.wait(10)
        self.log.unlink()


@contextmanager
def serving(
    port: int,
    *,
    start: Callable[..., Process] = CopiedProcess,
    app: str = "bankagent.api.app:app",
    **environ: str,
) -> Iterator[Api]:
    """Start an API process with these settings and wait until it lives; end it at last."""
    api = Api(port, start=start, app=app, **environ)
    try:
        wait_for("the API lives", lambda: api.answers() or api.process.poll() is not None)
        yield api
    except BaseException:
        sys.stdout.write(f"--- the API said:\n{api.said()[-3000:]}\n")
        raise
    finally:
        api.end()
