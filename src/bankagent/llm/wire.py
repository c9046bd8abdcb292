"""The wire to providers: an HTTP transport through which every call of a model goes.

It redacts what leaves, restores what comes back, keeps the exact text of tools' arguments, bounds
the size and the time of an answer, and says each fault in our words. Nothing leaves outside of
`exchange`, which gives the redactor. Answers are whole: a stream is not asked for.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import cast

import httpx2

from bankagent.domain import exact_json
from bankagent.domain.model_fault import FaultKind, ModelFault
from bankagent.llm import answers, bodies
from bankagent.llm.redact import Redactor
from bankagent.llm.retry_after import named_time

MOST_ANSWER = 4 * 1024 * 1024
CONNECT_S = 5.0
# Kinds by status; of the others, 4xx is rejected, and the rest unavailable.
KINDS: dict[int, FaultKind] = {
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limited",
    HTTPStatus.REQUEST_TIMEOUT: "timeout",
    HTTPStatus.GATEWAY_TIMEOUT: "timeout",
    # A key that is not accepted, or an account without money: no fault of the request.
    HTTPStatus.UNAUTHORIZED: "unavailable",
    HTTPStatus.PAYMENT_REQUIRED: "unavailable",
    HTTPStatus.FORBIDDEN: "unavailable",
}


@dataclass(slots=True)
class Exchange:
    """One exchange with a provider, or several of one request."""

    redactor: Redactor
    arguments: dict[str, str] = field(default_factory=dict, repr=False)  # exact, by call id
    fault: ModelFault | None = None


CURRENT: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


@contextmanager
def exchange(redactor: Redactor) -> Iterator[Exchange]:
    """Let calls leave that are made inside, redacted by `redactor`.

    Raises:
        ModelFault: the provider failed. Whatever its client made of it is left behind.
    """
    one = Exchange(redactor)
    token = CURRENT.set(one)
    try:
        yield one
    except Exception:
        if one.fault is not None:
            raise one.fault from None
        raise
    finally:
        CURRENT.reset(token)


class Wire(httpx2.AsyncBaseTransport):
    """A transport for one provider's client, around the one that connects."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport | None = None,
        *,
        timeout_s: float = 60,
        most: int = MOST_ANSWER,
    ) -> None:
        """Make a transport.

        Args:
            inner: the transport that connects; by default one that verifies certificates.
            timeout_s: seconds for a whole call, from the connection to the last byte.
            most: bytes of an answer.
        """
        self._inner = inner or httpx2.AsyncHTTPTransport()
        self._timeout_s = timeout_s
        self._most = most

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one call and return its answer; each fault is kept in the exchange."""
        current = CURRENT.get()
        if current is None:
            raise RuntimeError("a call of a model leaves only inside of llm.wire.exchange")
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._answered(request, current)
        except ModelFault as fault:
            current.fault = fault
            raise
        except TimeoutError:
            current.fault = ModelFault("timeout", detail=f"no answer in {self._timeout_s:g} s")
        except httpx2.TimeoutException:
            current.fault = ModelFault("timeout", detail="no answer in time")
        except (httpx2.ConnectError, httpx2.ProxyError):
            current.fault = ModelFault("unavailable", detail="no connection")
        except httpx2.TransportError:
            current.fault = ModelFault("broken", detail="the answer was cut")
        raise current.fault

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _answered(self, request: httpx2.Request, current: Exchange) -> httpx2.Response:
        response = await self._inner.handle_async_request(_outgoing(request, current.redactor))
        try:
            if response.status_code != HTTPStatus.OK:
                raise _fault_of(response)
            if response.headers.get("content-encoding", "identity") != "identity":
                raise ModelFault("broken", detail="the answer is compressed")
            body = await self._read(response)
        finally:
            await response.aclose()
        try:
            answer = bodies.restored(bodies.loads(body), current.redactor)
            exact = answers.exact_arguments(answer)
        except RecursionError:
            raise ModelFault("broken", detail="the answer is too deep") from None
        except ValueError:
            raise ModelFault("broken", detail="the answer is not of the protocol") from None
        current.arguments.update(exact)
        return httpx2.Response(
            HTTPStatus.OK,
            headers={"content-type": "application/json"},
            content=exact_json.dumps(answer).encode(),
            request=request,
        )

    async def _read(self, response: httpx2.Response) -> bytes:
        found = bytearray()
        async for piece in cast(AsyncIterator[bytes], response.stream):
            found += piece
            if len(found) > self._most:
                raise ModelFault("broken", detail=f"the answer is larger than {self._most} bytes")
        return bytes(found)


def client(wire: Wire) -> httpx2.AsyncClient:
    """Return a client that goes through the wire; it follows no redirect and reads no proxy."""
    return httpx2.AsyncClient(
        transport=wire, timeout=httpx2.Timeout(None, connect=CONNECT_S), trust_env=False
    )


def _outgoing(request: httpx2.Request, redactor: Redactor) -> httpx2.Request:
    body = bodies.loads(request.content)
    if body.get("stream"):
        raise RuntimeError("a stream of a model is not redacted: ask for the whole answer")
    headers = {
        name: value
        for name, value in request.headers.items()
        if name not in {"content-length", "accept-encoding", "transfer-encoding"}
    }
    return httpx2.Request(
        request.method,
        request.url,
        headers=headers | {"accept-encoding": "identity"},
        content=exact_json.dumps(bodies.redacted(body, redactor)).encode(),
        extensions=request.extensions,
    )


def _fault_of(response: httpx2.Response) -> ModelFault:
    status = response.status_code
    client_error = status in range(400, 500)
    kind: FaultKind = KINDS.get(status, "rejected" if client_error else "unavailable")
    until = named_time(response.headers, datetime.now(UTC)) if kind == "rate_limited" else None
    return ModelFault(kind, until, f"the provider answered {status}")
