"""Call bankagent with the standard library: keys, waits, repeats, and failures in one sentence."""

import http.client
import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any

PATIENCE_S = 10  # for an answer; `make run` needs a few seconds to start
DECISION_S = 60
BUSY = (429, 503)


class Failure(Exception):
    """The end of a program, with one sentence that says what to do."""


class Service:
    """A running bankagent, at a URL, with a key or none."""

    def __init__(self, url: str, key: str = "") -> None:
        """Name the service; on its own machine, in development, a caller needs no key.

        Raises:
            Failure: the key has characters that no key has.
        """
        self.url = (url if "://" in url else f"http://{url}").rstrip("/")
        self._headers = {"Content-Type": "application/json"}
        if key := key.strip():
            if not (key.isascii() and key.isprintable()):
                raise Failure("This is no key of bankagent: copy it again, all of it.")
            self._headers["Authorization"] = f"Bearer {key}"
        # A proxy that leads out of the bank does not lead to a service inside it.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._said: set[str] = set()

    def wait_until_ready(self) -> None:
        """Wait until the service can take requests.

        Raises:
            Failure: nothing answers, or something else than bankagent.
        """
        status, answer = self.call("GET", "/readyz")
        if (status, answer) != (200, {"status": "ready"}):
            raise self._something_else()

    def call(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Return the status and the answer of a call; a body is JSON, or a text as it is.

        A call without an answer, or to a service that is busy, is repeated. So a POST /requests
        needs an Idempotency-Key: with it a repeat makes no second request.

        Raises:
            Failure: no answer came, the key does not work, or something else answers.
        """
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                status, answer = self._once(method, path, body, headers or {})
                reason = str(answer.get("detail"))
            except OSError as error:
                status, answer, reason = 0, {}, _why(error)
            # A PUT that was stored is refused when it comes again: its end is not known.
            if status not in (0, *BUSY) or (status == 0 and method == "PUT"):
                break
            if time.monotonic() > until:
                break
            self._say_once(f"Waiting {PATIENCE_S} s for {self.url} ({reason.rstrip('.')}).")
            time.sleep(0.5)
        if status in (0, *BUSY, 401, 403):
            raise self._cannot_go_on(status, reason)
        return status, answer

    def wait_for_result(self, request_id: int) -> dict[str, Any]:
        """Return the result of a request, or a problem, once no worker has to act on it.

        Raises:
            Failure: there is no result in a minute.
        """
        until = time.monotonic() + DECISION_S
        while True:
            status, answer = self.call(
                "POST", f"/requests/{request_id}/process", headers={"Prefer": "wait=10"}
            )
            if status != 202:  # noqa: PLR2004 - accepted, but there is no result yet
                return answer
            self._say_once(f"Waiting {DECISION_S} s for a worker to take request {request_id}.")
            if time.monotonic() > until:
                raise Failure(
                    f"Request {request_id} has no result after {DECISION_S} s: "
                    "`bankagent status` says what the workers do."
                )

    def _once(
        self, method: str, path: str, body: object, headers: dict[str, str]
    ) -> tuple[int, dict[str, Any]]:
        sent = body if isinstance(body, str) else json.dumps(body)
        request = urllib.request.Request(  # noqa: S310 - the URL is the reader's own
            self.url + path,
            method=method,
            data=None if body is None else sent.encode(),
            headers=self._headers | headers,
        )
        try:
            with self._opener.open(request, timeout=30) as answered:
                status, text = answered.status, answered.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        except http.client.HTTPException:
            raise self._something_else() from None
        try:
            answer = json.loads(text)
        except ValueError:
            raise self._something_else() from None
        if not isinstance(answer, dict):
            raise self._something_else()
        return status, answer

    def _say_once(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            print(text, file=sys.stderr)

    def _cannot_go_on(self, status: int, reason: str) -> Failure:
        if status == 0:
            return Failure(
                f"No bankagent answers at {self.url} ({reason}): start it with `make run`."
            )
        if status in BUSY:
            return Failure(f"bankagent at {self.url} takes no requests now: {reason}")
        return Failure(
            f"{reason} Give a caller's key with --key or in BANKAGENT_KEY; on the machine of "
            "`make run` none is needed."
        )

    def _something_else(self) -> Failure:
        return Failure(
            f"Something else than bankagent answers at {self.url}: give the URL that `make run` "
            "prints, as in `python examples/tour.py http://localhost:8000`."
        )


def _why(error: OSError) -> str:
    reason = getattr(error, "reason", error)  # urllib wraps the system's own error
    return getattr(reason, "strerror", None) or str(reason)
