"""Output to terminals and files of any encoding: what one does not have is written as an escape."""

import codecs
import sys
from io import TextIOWrapper

ESCAPES = "bankagent.escapes"


def print_to_any_terminal() -> None:
    """Write a character that the terminal lacks as JSON escapes it, in place of an error.

    Under ISO-8859-1 the doctor's arrow ended it in a traceback.
    """
    codecs.register_error(ESCAPES, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a test may have put another
            stream.reconfigure(errors=ESCAPES)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Return escapes of two bytes each, so that JSON stays JSON."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    pairs = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    escapes = [f"\\u{pairs[at : at + 4]}" for at in range(0, len(pairs), 4)]
    return "".join(escapes), error.end
