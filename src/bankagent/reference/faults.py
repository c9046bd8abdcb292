"""Faults of a file: each names its line and column, and what is expected there."""

from bankagent.errors import MOST_FINDINGS, BadRequest, Finding


class Faults:
    """The faults of the files of one import: the first 20, and how many there are."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._number = 0

    def add(self, where: str, expected: str) -> None:
        """Add a fault; `where` is as `place` writes it."""
        self._number += 1
        if self._number <= MOST_FINDINGS:
            self._found.append(Finding(where, expected))

    def refuse(self) -> None:
        """Raise where a fault was added.

        Raises:
            BadRequest: the findings are the first 20 faults.
        """
        if self._number:
            faults = "1 fault" if self._number == 1 else f"{self._number:,} faults"
            first = f", the first {MOST_FINDINGS} of them" if self._number > MOST_FINDINGS else ""
            raise BadRequest(f"Nothing was imported: {faults}{first}.", findings=self._found)


def place(file: str, line: int, column: str = "") -> str:
    """Return a place in a file: `sdn.csv line 17, column birth_date`."""
    return f"{file} line {line}" + (f", column {column}" if column else "")


def refused(where: str, expected: str) -> BadRequest:
    """Return the error of a file that cannot be read further."""
    return BadRequest("Nothing was imported: 1 fault.", findings=[Finding(where, expected)])
