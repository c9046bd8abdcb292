"""Calls made at random from a seed: each is valid but for one fault, and some have none."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from tests.support.hostile import values
from tests.support.hostile.operations import Operation, spliced

Fault = Callable[[Random, Operation, Any], bytes]

TEXTS = [text for _, text in values.texts()]
HEADER_TEXTS = [text for _, text in values.header_texts()]
VALUES = [*(value for _, value in values.values()), *values.MALFORMED.values()]
NUMBERS = [*values.NUMBERS.values(), *(v for v in values.MALFORMED.values() if v[:1].isdigit())]
A_NUMBER = re.compile(rb"-?[0-9][0-9.eE+-]*")
MANY_KEYS = 10_000  # so that now and then one comes again
BROKEN = "bytes of the head"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND")
HEADERS = (
    b"Accept", b"Authorization", b"Content-Encoding", b"Content-Type", b"Cookie", b"Forwarded",
    b"Host", b"Idempotency-Key", b"If-None-Match", b"Last-Event-ID", b"Prefer", b"Range",
    b"traceparent", b"X-Forwarded-For", b"X-Request-Id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """One call; `body` is what the app reads, `whole` what goes over the wire."""

    fault: str
    operation: Operation
    body: bytes
    whole: bytes


@dataclass(frozen=True, slots=True)
class World:
    """What calls are made of; `digests` are of the requests that wait for people."""

    operations: Sequence[Operation]
    key: Callable[[Random, Operation], bytes]
    ids: Sequence[int]
    digests: dict[int, str]


def a_call(r: Random, world: World) -> Call:
    """Return the next call."""
    operation = r.choices(world.operations, [5 if one.body else 1 for one in world.operations])[0]
    fault = r.choice(_faults(operation))
    request_id = r.choice(world.ids)
    method = r.choice(METHODS) if fault == "method" else operation.method
    target = _target(r, fault, operation, request_id)
    headers = _headers(r, fault, operation, world)
    body = _body(r, fault, operation, world.digests.get(request_id))
    whole = _whole(r, f"{method} {target} HTTP/1.1".encode(), headers, body)
    if fault == BROKEN:
        whole = _flipped(r, whole)
    called = [one for one in world.operations if one.name == f"{method} {operation.path}"]
    return Call(fault, called[0] if called else operation, body, whole)


def _faults(operation: Operation) -> list[str]:
    if operation.body:
        return [*IN_THE_BODY, *IN_THE_HEAD, BROKEN]
    # An answer to a broken head may never come: such a call must be one that changes nothing.
    return [*IN_THE_HEAD, BROKEN] if operation.method == "GET" else [*IN_THE_HEAD]


def _filled(operation: Operation, number: str, key: str) -> str:
    path = operation.path.replace("{request_id}", number).replace("{key}", key)
    path = path.replace("{action}", "claim")
    return (
        path.replace("{version}", number)
        .replace("{snapshot_id}", number)
        .replace("{document_id}", number)
    )


def _target(r: Random, fault: str, operation: Operation, request_id: int) -> str:
    if fault == "path":
        return _filled(operation, _piece(r), _piece(r))
    if fault == "route":
        return "/" + "/".join(_piece(r) for _ in range(r.randint(1, 3)))
    target = _filled(operation, str(request_id), "trade_review")
    if fault == "query":
        names = [name for where, name in operation.parameters if where == "query"]
        return f"{target}?{r.choice([*names, _piece(r)])}={_piece(r)}"
    return target


def _headers(
    r: Random, fault: str, operation: Operation, world: World
) -> list[tuple[bytes, bytes]]:
    headers = [(b"Host", b"localhost"), (b"Prefer", b"wait=0")]
    if r.random() < 0.9:
        headers.append((b"Authorization", world.key(r, operation)))
    if operation.body:
        headers.append((b"Content-Type", b"application/json"))
    if fault == "headers":
        headers += [(r.choice(HEADERS), r.choice(HEADER_TEXTS)) for _ in range(r.randint(1, 3))]
    return headers


def _body(r: Random, fault: str, operation: Operation, digest: str | None) -> bytes:
    if not operation.examples:
        return b""
    if fault == BROKEN:
        return b"{}"  # refused whatever becomes of its head
    example = _live(r, r.choice(operation.examples), digest)
    return IN_THE_BODY.get(fault, _as_it_is)(r, operation, example)


def _piece(r: Random) -> str:
    return quote(r.choice(TEXTS)[:2000], safe="")


def _live(r: Random, example: Any, digest: str | None) -> Any:
    if isinstance(example, list):
        return [_live(r, one, digest) for one in example]
    if not isinstance(example, dict):
        return example
    now = {name: _live(r, one, digest) for name, one in example.items()}
    if "digest" in now:
        now["digest"] = digest or now["digest"]
    if "idempotency_key" in now:
        now["idempotency_key"] = f"key-{r.randrange(MANY_KEYS)}"
    return now


def _whole(r: Random, first: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes:
    lines = [first, *(b"%s: %s" % one for one in headers)]
    if body and r.random() < 0.1:
        lines.append(b"Transfer-Encoding: chunked")
        size = r.randint(1, len(body))
        pieces = [body[i : i + size] for i in range(0, len(body), size)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"
    else:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def _plain(example: Any) -> bytes:
    return json.dumps(example).encode()


def _as_it_is(_: Random, __: Operation, example: Any) -> bytes:
    return _plain(example)


def _flipped(r: Random, whole: bytes) -> bytes:
    changed = bytearray(whole)
    for _ in range(r.randint(1, 4)):
        changed[r.randrange(len(changed))] ^= 1 << r.randrange(8)
    return bytes(changed)


def _put_in(r: Random, whole: bytes) -> bytes:
    at = r.randrange(len(whole))
    return whole[:at] + r.choice([r.randbytes(r.randint(1, 8)), r.choice(VALUES)]) + whole[at:]


def _other_number(r: Random, whole: bytes) -> bytes:
    return A_NUMBER.sub(lambda _: r.choice(NUMBERS), whole, count=r.randint(1, 2))


def _nested(r: Random, operation: Operation, example: Any) -> bytes:
    levels = r.choice([1, 5, 30, 31, 32, 33, 34, 200])
    opens, closes = r.choice([(b"[", b"]"), (b'{"a":', b"}")])
    return spliced(example, _place(r, operation, example), opens * levels + b"1" + closes * levels)


def _place(r: Random, operation: Operation, example: Any) -> Any:
    return r.choice(operation.places(example))


IN_THE_BODY: dict[str, Fault] = {
    "none": _as_it_is,
    "a value": lambda r, o, e: spliced(e, _place(r, o, e), r.choice(VALUES)),
    "a nested value": _nested,
    "a number": lambda r, _, example: _other_number(r, _plain(example)),
    "bytes flipped": lambda r, _, example: _flipped(r, _plain(example)),
    "bytes put in": lambda r, _, example: _put_in(r, _plain(example)),
    "bytes left out": lambda r, _, example: _plain(example)[: r.randrange(1, 200)],
    "around": lambda r, _, example: r.choice([*values.AROUND.values()])(_plain(example)),
}
IN_THE_HEAD = ("none", "method", "path", "route", "query", "headers")
