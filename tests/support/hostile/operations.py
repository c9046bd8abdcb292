"""Every place where a stranger's words come in, found in the router and the OpenAPI document.

A route that neither the document nor HIDDEN describes, a body without an example and a path
parameter that nobody can fill are errors: what cannot be tried is not tested.
"""

import copy
import json
import os
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from fastapi import FastAPI

from tests.support.hostile.access_rules import routes

Path = tuple[str | int, ...]
Value = TypeVar("Value")
Schema = dict[str, Any]

EVERYTHING = "CALLS" in os.environ
PART = 16
# Not in the document, with the statuses that they have.
HIDDEN = {"GET /docs": {200, 401}, "GET /openapi.json": {200, 401}}
STAND_IN = "a place that hostile bytes will take"


@dataclass(frozen=True, slots=True)
class Operation:
    """One route as its document describes it.

    `parameters` are (where, name); `places` the path of each field in the body of an example.
    """

    method: str
    path: str
    statuses: frozenset[int]
    parameters: tuple[tuple[str, str], ...] = ()
    examples: tuple[Any, ...] = ()
    body: Schema = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def places(self, example: Any) -> list[Path]:
        return list(dict.fromkeys(_places(self.body, example)))


class Thinned:
    """Gives all values where a place is met first, and a part of them where it is met again.

    Routes that are alike would take much time; CALLS in the environment gives all values always.
    """

    def __init__(self) -> None:
        self._met: Counter[Hashable] = Counter()

    def __call__(self, place: Hashable, values: Iterable[Value]) -> list[Value]:
        times = self._met[place]
        self._met[place] += 1
        return list(values) if EVERYTHING or not times else list(values)[times % PART :: PART]


def operations(app: FastAPI) -> list[Operation]:
    """Return every route of the app, in the order of its document."""
    document = app.openapi()
    found = [
        _operation(document, method.upper(), path, described)
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    found += [
        Operation(*name.split(), frozenset(statuses))  # type: ignore[call-arg]
        for name, statuses in HIDDEN.items()
    ]
    unknown = routes(app) - {one.name for one in found}
    assert not unknown, f"nobody described {unknown}"
    return found


def _operation(document: Schema, method: str, path: str, described: Schema) -> Operation:
    listed = _resolved(described.get("parameters", []), document, document)
    parameters = tuple((one["in"], one["name"]) for one in listed)
    named = {name for where, name in parameters if where == "path"}
    assert named == {piece[1:-1] for piece in path.split("/") if piece.startswith("{")}, path
    statuses = frozenset(int(status) for status in described["responses"] if status != "default")
    body = described.get("requestBody", {}).get("content", {}).get("application/json", {})
    # The bodies of documents are files, which tests/retrieval/test_extract.py tries.
    if not body:
        return Operation(method, path, statuses, parameters)
    examples = tuple(one["value"] for one in body["examples"].values())
    assert examples, f"{method} {path} has a body and no example"
    schema = _resolved(body["schema"], document, body["schema"])
    return Operation(method, path, statuses, parameters, examples, schema)


def _resolved(schema: Any, document: Schema, nearest: Schema) -> Any:
    """Return a schema with what its references stand for; none of ours is recursive."""
    if isinstance(schema, list):
        return [_resolved(one, document, nearest) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$defs" in schema:
        nearest = schema
    if reference := schema.get("$ref"):
        _, *steps = reference.split("/")
        target: Any = nearest if steps[0] == "$defs" else document
        for step in steps:
            target = target[step]
        return _resolved(target, document, nearest)
    return {name: _resolved(one, document, nearest) for name, one in schema.items()}


def _places(schema: Schema, example: Any, at: Path = ()) -> Iterator[Path]:
    yield at
    for branch in _branches(schema, example):
        for name, inner in branch.get("properties", {}).items():
            there = example.get(name) if isinstance(example, dict) else None
            yield from _places(inner, there, (*at, name))
        if "items" in branch:
            first = example[0] if isinstance(example, list) and example else None
            yield from _places(branch["items"], first, (*at, 0))


def _branches(schema: Schema, example: Any) -> list[Schema]:
    """Return the alternatives of a schema that the example may be, and the schema itself."""
    several = [one for name in ("anyOf", "oneOf", "allOf") for one in schema.get(name, ())]
    fitting = [
        one
        for one in several
        if isinstance(example, dict)
        and set(one.get("required", ())) <= set(example) <= set(one.get("properties", ()))
    ]
    return [schema, *(fitting or several)]


def spliced(body: Any, path: Path, value: bytes) -> bytes:
    """Return the bytes of a body that has these bytes as the value at this path."""
    if not path:
        return value
    changed = copy.deepcopy(body)
    inner = changed
    for place, (step, following) in enumerate(pairwise(path), start=2):
        if isinstance(step, str):
            # What the example leaves out: a list has an object where the path goes on in it.
            of_list = [{} if place < len(path) else None]
            inner = inner.setdefault(step, of_list if following == 0 else {})
        else:
            inner = inner[step]
    inner[path[-1]] = STAND_IN
    return json.dumps(changed).encode().replace(json.dumps(STAND_IN).encode(), value)
