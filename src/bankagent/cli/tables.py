"""Tables of the command line: fitted to a terminal, one row a line for pipes and files."""

from collections.abc import Sequence
from typing import Literal

from rich.console import Console
from rich.table import Table

# Wider than any row: a line that a script reads must not break.
NO_LIMIT = 10_000


def console() -> Console:
    """Return a console on standard output that takes text as it is, without markup."""
    found = Console(highlight=False, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = NO_LIMIT
    return found


def table(*columns: str, right: Sequence[str] = (), whole: Sequence[str] = ()) -> Table:
    """Return an empty table with these headings.

    The columns in `right` are aligned right; those in `whole` keep each cell in one line, and the
    others give up the room that a narrow terminal lacks.
    """
    made = Table(box=None, header_style="dim", pad_edge=False)
    for column in columns:
        aligned: Literal["right", "left"] = "right" if column in right else "left"
        made.add_column(column, justify=aligned, no_wrap=column in whole)
    return made
