"""Text of PDFs by pypdf (BSD-3-Clause), page by page, without invisible text.

Text of rendering mode 3 or 7 (PDF 32000-1, 9.3.6) and of font size 0 paints nothing: it is left
out and counted. Scans with a text layer are made of such text, so they have none for us.
"""

import io
from collections import Counter
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PdfReadError
from pypdf.generic import ContentStream, DecodedStreamObject, NameObject

from bankagent.errors import BadRequest, Finding
from bankagent.retrieval.clean import Cleaned
from bankagent.retrieval.limits import MOST_CHARACTERS, MOST_PAGES

INVISIBLE = {3, 7}
SHOWS_TEXT = {b"Tj", b"TJ", b"'", b'"'}
MOST_NESTED = 5
# Of the longest line of a page: below it a line that ends a sentence ends its paragraph.
SHORT = 0.9
ENDS = (".", "!", "?", ":", ".)")


def pdf_text(data: bytes) -> Cleaned:
    """Return the visible text of all pages, and the count of invisible texts.

    Raises:
        BadRequest: the bytes are no PDF, have a password or too many pages, or too much text.
    """
    reader = _opened(data)
    if len(reader.pages) > MOST_PAGES:
        raise refused(f"must have at most {MOST_PAGES:,} pages")
    removed: Counter[str] = Counter()
    texts: list[str] = []
    length = 0
    for page in reader.pages:
        removed["invisible"] += _without_invisible(page, reader)
        texts.append(_in_paragraphs(page.extract_text().strip()))
        length += len(texts[-1])
        if length > MOST_CHARACTERS:
            raise refused(f"must have at most {MOST_CHARACTERS:,} characters of text")
    return Cleaned("\n\n".join(filter(None, texts)) + "\n", dict(+removed))


def _in_paragraphs(text: str) -> str:
    """Return a page's text with a blank line behind each paragraph, which pypdf leaves out.

    A paragraph ends with a sentence in a line that is shorter than the others.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    width = max(map(len, lines))
    return "\n".join(
        line + "\n" if len(line) < SHORT * width and line.endswith(ENDS) else line for line in lines
    )


def refused(expected: str) -> BadRequest:
    """Return the refusal of a file whose text cannot be had."""
    return BadRequest("The document cannot be read.", findings=[Finding("body", expected)])


def _opened(data: bytes) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data))
        is_locked = reader.is_encrypted
        count = len(reader.pages) if not is_locked else 0
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError):
        raise refused("must be a PDF") from None
    if is_locked:
        raise refused("must be a PDF without encryption")
    if count == 0:
        raise refused("must be a PDF with pages")
    return reader


def _without_invisible(page: PageObject, reader: PdfReader) -> int:
    contents = page.get_contents()
    if contents is None:
        return 0
    shown, count = _filtered(contents, reader)
    page[NameObject("/Contents")] = shown
    return count + _filter_forms(page.get("/Resources"), reader, depth=0)


def _filtered(contents: ContentStream, reader: PdfReader) -> tuple[ContentStream, int]:
    kept: list[Any] = []
    state, saved = (0, 1.0), []
    for operands, operator in contents.operations:
        if operator == b"q":
            saved.append(state)
        elif operator == b"Q" and saved:
            state = saved.pop()
        elif operator == b"Tr":
            state = (int(operands[0]), state[1])
        elif operator == b"Tf":
            state = (state[0], float(operands[1]))
        is_painted = state[0] not in INVISIBLE and state[1] != 0
        if operator not in SHOWS_TEXT or is_painted:
            kept.append((operands, operator))
    left_out = len(contents.operations) - len(kept)
    shown = ContentStream(None, reader)
    shown.operations = kept
    return shown, left_out


def _filter_forms(resources: Any, reader: PdfReader, *, depth: int) -> int:
    """Leave invisible text out of the forms that a page draws, which are streams of their own."""
    found = resources.get_object() if resources is not None else {}
    forms = found.get("/XObject")
    forms = forms.get_object() if forms is not None else {}
    count = 0
    for name in list(forms) if depth < MOST_NESTED else ():
        form = forms[name].get_object()
        if form.get("/Subtype") != "/Form":
            continue
        shown, left_out = _filtered(ContentStream(form, reader), reader)
        if left_out:
            anew = DecodedStreamObject()
            anew.update({k: v for k, v in form.items() if k not in {"/Filter", "/DecodeParms"}})
            anew.set_data(shown.get_data())
            forms[NameObject(name)] = anew
        count += left_out + _filter_forms(form.get("/Resources"), reader, depth=depth + 1)
    return count
