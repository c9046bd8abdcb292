"""The rows of a CSV as Excel saves it.

The text is UTF-8 with or without a byte order mark. The separator is a comma or, as Excel has it
where the decimal point is a comma, a semicolon; the header, which is known, tells which.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress

from bankagent.domain.json_limits import MOST_BYTES
from bankagent.errors import Finding
from bankagent.policy.facts_file import refused

SEPARATORS = ",;"


def read_rows(table_csv: bytes, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows below the header that are not blank, each with its number in a spreadsheet.

    Raises:
        BadRequest: the file has another header, is malformed, too long or not in UTF-8.
    """
    if len(table_csv) > MOST_BYTES:
        raise refused([Finding("file", f"must have at most {MOST_BYTES} bytes")])
    try:
        text = table_csv.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refused([Finding("file", "must be in UTF-8: save it as CSV UTF-8")]) from None
    separator = next((one for one in SEPARATORS if _header(text, one) == header), None)
    if separator is None:
        expected = f"must be: {', '.join(header)}; separated by commas or by semicolons"
        raise refused([Finding("row 1", expected)])
    try:
        for number, row in enumerate(_reader(text, separator), start=1):
            if number > 1 and any(map(str.strip, row)):
                yield number, _without_blanks(row, len(header))
    except csv.Error:
        expected = "must have quotes around the whole cell only, and each quote inside it twice"
        raise refused([Finding(f"row {number + 1}", expected)]) from None


def _header(text: str, separator: str) -> list[str] | None:
    with suppress(csv.Error):
        row = [cell.strip() for cell in next(_reader(text, separator), [])]
        return _without_blanks(row, 1)
    return None


def _without_blanks(row: list[str], most: int) -> list[str]:
    """Return a row without the blank columns that a spreadsheet saves behind the last one."""
    while len(row) > most and not row[-1].strip():
        row = row[:-1]
    return row


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
