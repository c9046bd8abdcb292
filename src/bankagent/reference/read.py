"""Read the files of an import into rows of tables; a file with faults is refused as a whole."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bankagent.domain.exact_json import JsonValue
from bankagent.errors import BadRequest, Finding
from bankagent.reference import ofac, split
from bankagent.reference.cells import BadCell
from bankagent.reference.csv_lines import SourceFile, lines_of
from bankagent.reference.faults import Faults, place, refused
from bankagent.reference.forms import FORMS, SCREENING, Form
from bankagent.reference.split import Line, Row

SCREENING_LIST = re.compile(r"screening:[A-Z0-9][A-Z0-9._-]{0,39}", re.ASCII)
SEPARATORS = ",;"

SPLITS: Mapping[str, Callable[[str, Sequence[Line], Faults], dict[str, list[Row]]]] = {
    "calendars": split.calendars,
    "restricted_instruments": split.restricted_instruments,
    "approval_demands": split.approval_demands,
    SCREENING: split.screening,
}


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of an import by table, in the order in which the tables are filled."""

    rows: Mapping[str, Sequence[Row]]
    newest_day: str | None

    @property
    def row_count(self) -> int:
        """The number of rows in all tables."""
        return sum(map(len, self.rows.values()))


def form_of(dataset: str) -> Form:
    """Return the form of a dataset's CSV.

    Raises:
        BadRequest: there is no such dataset.
    """
    found = FORMS.get(SCREENING if SCREENING_LIST.fullmatch(dataset) else dataset)
    if found is None or dataset == SCREENING:
        known = ", ".join(name for name in FORMS if name != SCREENING)
        expected = f"must be {known} or screening:NAME, with up to 40 of A-Z 0-9 . _ - as NAME"
        raise BadRequest(f"The dataset {expected}.", findings=[Finding("dataset", expected)])
    return found


def read(dataset: str, file: SourceFile, aliases: SourceFile | None = None) -> Content:
    """Read a file in the dataset's form, or OFAC's own two files for a screening list.

    Raises:
        BadRequest: the dataset is unknown or the files have faults; each finding names file, line
            and column.
    """
    form = form_of(dataset)
    if form is FORMS[SCREENING] and (aliases or ofac.is_its_list(file)):
        return Content(ofac.read(file, aliases), None)
    if aliases:
        raise refused(aliases.name, "is for OFAC's own files: a screening list, with sdn.csv")
    faults = Faults()
    lines = _lines(file, form, faults)
    divide = SPLITS.get(dataset.partition(":")[0])
    rows = divide(file.name, lines, faults) if divide else {dataset: [one.row for one in lines]}
    faults.refuse()
    days = [str(one.row["day"]) for one in lines] if dataset == "fx_rates" else []
    return Content(rows, max(days, default=None))


def _lines(file: SourceFile, form: Form, faults: Faults) -> list[Line]:
    text = file.text()
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    rows = lines_of(file, text, separator)
    number, header = next(rows)
    if header != form.header:
        expected = f"must be: {','.join(form.header)}"
        raise refused(place(file.name, number), expected)
    found: list[Line] = []
    seen: dict[tuple[JsonValue, ...], int] = {}
    for number, cells in rows:
        row = _parsed(file, number, cells, form, faults)
        if row is None:
            continue
        key = tuple(row[name] for name in form.key)
        if key in seen:
            expected = f"must not have the {', '.join(form.key)} of line {seen[key]}"
            faults.add(place(file.name, number), expected)
            continue
        seen[key] = number
        found.append(Line(number, row))
    # Before rows are compared with one another: a holiday is not to blame for its calendar's fault.
    faults.refuse()
    if not found:
        raise refused(file.name, "must have a row below the header: a version is never empty")
    return found


def _parsed(
    file: SourceFile, number: int, cells: Sequence[str], form: Form, faults: Faults
) -> Row | None:
    if len(cells) != len(form.columns):
        expected = f"must have {len(form.columns)} cells, not {len(cells)}"
        faults.add(place(file.name, number), f"{expected}; a text with commas needs quotes")
        return None
    row: Row = {}
    for column, cell in zip(form.columns, cells, strict=True):
        try:
            row[column.name] = column.parse(cell)
        except BadCell as error:
            faults.add(place(file.name, number, column.name), str(error))
    return row if len(row) == len(form.columns) else None
