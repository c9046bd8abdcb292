"""Static files: our stylesheet and script, and htmx as its makers published it.

`vendor/` holds three files of the npm package htmx.org 4.0.1 with their licence; a test pins their
hashes. Each file is read once, and its address names its hash, so that browsers keep it for ever.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response

from bankagent.errors import NotFound
from bankagent.pages.visit import PREFIX, Page, Visit

FOLDER = Path(__file__).with_name("static")
TYPES = {
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
NO_FILE = "There is no such file."


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file, its media type, and its address with the hash."""

    content: bytes
    media_type: str
    url: str


def _read(path: Path) -> StaticFile:
    content = path.read_bytes()
    name = path.relative_to(FOLDER).as_posix()
    version = hashlib.sha256(content).hexdigest()[:12]
    return StaticFile(content, TYPES[path.suffix], f"{PREFIX}/static/{name}?v={version}")


FILES: Mapping[str, StaticFile] = {
    path.relative_to(FOLDER).as_posix(): _read(path)
    for path in sorted(FOLDER.rglob("*"))
    if path.suffix in TYPES
}


def url_of(name: str) -> str:
    """Return the address of a file."""
    return FILES[name].url


async def answer(visit: Visit) -> Response:
    """Return a file, which browsers may keep for a year."""
    found = FILES.get(visit.request.path_params["name"])
    if found is None:
        raise NotFound(NO_FILE)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media_type, headers=kept)


PAGES = (Page("GET", "/static/{name:path}", "static", answer),)
