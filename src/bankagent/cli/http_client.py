"""HTTP client of the command line: calls the service with the user's key."""

import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import httpx

from bankagent.domain import exact_json
from bankagent.domain.api_key import ApiKey
from bankagent.errors import BadSettings, BankagentError, Conflict, Unavailable

TIMEOUT_S = 15.0
# The extraction of a text may take 30 s, and storing it as much.
FILE_TIMEOUT_S = 90.0
JSON = "application/json"
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
NO_KEY = "Set BANKAGENT_KEY (or BANKAGENT_KEY_FILE) to your key; an operator issues keys."
NOT_A_KEY = "This is not a key of bankagent: check that all of it was copied."
NOT_A_URL = "This URL is not usable: it must be like https://bankagent.bank:8000."


@dataclass(frozen=True, slots=True)
class Service:
    """A service: its URL, and the key that calls carry."""

    url: str
    key: str = field(repr=False)

    def get(self, path: str) -> str:
        """Return the JSON text of GET on this path."""
        return self._ask("GET", path)

    def post(self, path: str, body: Mapping[str, object]) -> str:
        """Return the JSON text of POST on this path with this body."""
        return self._ask("POST", path, exact_json.dumps(body).encode(), JSON)

    def send_file(self, path: str, data: bytes, media_type: str) -> str:
        """Return the JSON text of POST on this path with these bytes, whose text is extracted."""
        return self._ask("POST", path, data, media_type, timeout_s=FILE_TIMEOUT_S)

    def delete(self, path: str) -> str:
        """Return the JSON text of DELETE on this path."""
        return self._ask("DELETE", path)

    def _ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        media_type: str = "",
        *,
        timeout_s: float = TIMEOUT_S,
    ) -> str:
        """Return the text of a successful answer.

        Redirects are not followed, because they could carry the key to another server.

        Raises:
            BadSettings: the key or the URL is malformed.
            Unavailable: no server answers at this URL, or it is busy; the call may be made again.
            Conflict: what is there does not allow this; the text is the detail of its answer.
            BankagentError: the service refused; the text is the detail of its answer.
        """
        if ApiKey.parse(self.key) is None:
            raise BadSettings(NOT_A_KEY)
        try:
            with self._client() as client:
                answer = client.request(
                    method,
                    self.url.rstrip("/") + path,
                    content=content,
                    headers={"Content-Type": media_type} if media_type else {},
                    timeout=timeout_s,
                )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise BadSettings(NOT_A_URL) from None
        except httpx.HTTPError as error:
            raise Unavailable(
                f"The service at {self.url} does not answer ({type(error).__name__}): is it the "
                "right --url?"
            ) from None
        if answer.status_code in BUSY:
            raise Unavailable(_detail(answer))
        if answer.status_code == HTTPStatus.CONFLICT:
            raise Conflict(_detail(answer))
        if not answer.is_success:
            raise BankagentError(_detail(answer))
        return answer.text

    def _client(self) -> httpx.Client:
        # The system's certificates, where a bank keeps its own; no proxy leads to this machine.
        return httpx.Client(
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=TIMEOUT_S,
            verify=ssl.create_default_context(),
            trust_env=httpx.URL(self.url).host not in THIS_MACHINE,
        )


def parsed(text: str) -> Any:
    """Return the value of a JSON text of the service, numbers with their exact value."""
    return json.loads(text, parse_float=Decimal)


def _detail(answer: httpx.Response) -> str:
    """Return the detail of a problem answer, and the fields that it names."""
    try:
        problem = answer.json()
        wrong = "; ".join(f"{one['field']} {one['expected']}" for one in problem["errors"])
        detail = str(problem["detail"])
    except (ValueError, TypeError, LookupError):
        return f"The answer is not one of bankagent: it has the status {answer.status_code}."
    return f"{detail} ({wrong})" if wrong else detail
