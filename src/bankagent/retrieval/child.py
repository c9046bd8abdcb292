"""Process that extracts the text of one hostile file: bytes on standard input, JSON out.

`python -m bankagent.retrieval.child application/pdf < report.pdf`
"""

import json
import logging
import resource
import sys

from bankagent.errors import BadRequest
from bankagent.retrieval.clean import Cleaned
from bankagent.retrieval.html_text import html_text
from bankagent.retrieval.limits import MOST_MEMORY, MOST_SECONDS
from bankagent.retrieval.pdf_text import pdf_text


def main() -> None:
    """Print the text and the counts of what was left out, or what was expected of the file."""
    _limit()
    logging.disable()
    media_type, data = sys.argv[1], sys.stdin.buffer.read()
    try:
        found = _text(data, media_type)
        said = {"text": found.text, "removed": found.removed}
    except BadRequest as error:
        said = {"expected": error.findings[0].expected}
    except RecursionError:
        said = {"expected": "must not be nested so deeply"}
    # Surrogates are escaped, and removed by the parent.
    sys.stdout.write(json.dumps(said))


def _text(data: bytes, media_type: str) -> Cleaned:
    if media_type == "application/pdf":
        return pdf_text(data)
    return html_text(data.decode("utf-8-sig"))


def _limit() -> None:
    # macOS refuses a limit of the address space; the time of the parent holds there, too.
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):
            continue


if __name__ == "__main__":
    main()
