"""Lines of a CSV as spreadsheets save it, each with its number in the file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bankagent.reference.faults import place, refused

MOST_BYTES = 256 * 1024**2
# The csv module's own limit of a cell.
MOST_IN_A_CELL = csv.field_size_limit()
ENCODING = "must be in UTF-8: save it as CSV UTF-8"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that an operator imports: its name, which findings repeat, and its bytes."""

    name: str
    content: bytes

    def text(self, *, else_latin_1: bool = False) -> str:
        """Return the text, without a byte order mark.

        Raises:
            BadRequest: it is empty, too long or not in UTF-8.
        """
        if len(self.content) > MOST_BYTES:
            raise refused(self.name, f"must have at most {MOST_BYTES:,} bytes")
        try:
            found = self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if else_latin_1:
                return self.content.decode("latin-1")
            line = self.content.count(b"\n", 0, error.start) + 1
            raise refused(place(self.name, line), ENCODING) from None
        if not found.strip():
            raise refused(self.name, "must have lines: the file is empty")
        return found


def lines_of(file: SourceFile, text: str, separator: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank, each with the number of its first line, cells stripped.

    Raises:
        BadRequest: quotes do not fit, or a cell is too long.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        if "field limit" in str(error):
            expected = f"must have at most {MOST_IN_A_CELL:,} characters in a cell"
        else:
            expected = "must have quotes around the whole cell only, and each quote inside it twice"
        raise refused(place(file.name, before + 1), expected) from None
