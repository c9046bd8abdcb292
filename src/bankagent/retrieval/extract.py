"""Extraction of text from files: text, Markdown, HTML and PDF, cleaned and in chunks.

HTML and PDF are read in a process of their own (child.py) with a limit of time and memory: a
hostile file can end that process and nothing else.
"""

import json
import subprocess
import sys
from dataclasses import dataclass

from bankagent.errors import BadRequest, Finding
from bankagent.retrieval.chunks import chunks
from bankagent.retrieval.clean import Cleaned, clean, together, without_comments
from bankagent.retrieval.limits import MOST_CHARACTERS, MOST_SECONDS

TEXT, MARKDOWN, HTML, PDF = "text/plain", "text/markdown", "text/html", "application/pdf"
MEDIA_TYPES = {".txt": TEXT, ".md": MARKDOWN, ".html": HTML, ".htm": HTML, ".pdf": PDF}
IN_A_PROCESS = {HTML, PDF}
CHILD = (sys.executable, "-I", "-m", "bankagent.retrieval.child")


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file as its chunks, and counts of what was removed from it."""

    chunks: list[str]
    removed: dict[str, int]


def extract(data: bytes, media_type: str, *, seconds: float = MOST_SECONDS) -> Extracted:
    """Return the text of a file of this media type, which is one of MEDIA_TYPES.

    It may take `seconds`: call it in a thread where others wait.

    Raises:
        BadRequest: the bytes are no such file, have no visible text or too much of it, or take too
            much time or memory.
    """
    if media_type in IN_A_PROCESS:
        found = _in_a_process(data, media_type, seconds)
    else:
        found = Cleaned(_decoded(data))
    cleaned = clean(found.text)
    comments = without_comments(cleaned.text) if media_type == MARKDOWN else Cleaned(cleaned.text)
    text = comments.text
    removed = together(found.removed, cleaned.removed, comments.removed)
    if not text.strip():
        raise _refused(_no_text(removed))
    if len(text) > MOST_CHARACTERS:
        raise _refused(f"must have at most {MOST_CHARACTERS:,} characters of text")
    return Extracted(chunks(text), removed)


def _no_text(removed: dict[str, int]) -> str:
    if removed.get("invisible"):
        return "must have visible text: all of it is invisible, as the text layer of a scan is"
    return "must have text: recognize the characters of a scan (OCR) first"


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused("must be text in UTF-8") from None


def _in_a_process(data: bytes, media_type: str, seconds: float) -> Cleaned:
    if media_type == HTML:
        _decoded(data)
    try:
        # No environment: what a hostile file may take over there knows no secret of ours.
        done = subprocess.run(
            [*CHILD, media_type],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={},
        )
        said = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _refused(f"must be readable in {seconds:g} seconds") from None
    except ValueError:  # it ended without an answer, by its limits
        raise _refused("must be a file that can be read with little time and memory") from None
    if "expected" in said:
        raise _refused(said["expected"])
    return Cleaned(said["text"], said["removed"])


def _refused(expected: str) -> BadRequest:
    return BadRequest("The document cannot be read.", findings=[Finding("body", expected)])
