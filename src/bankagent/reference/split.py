"""Lines of a CSV whose dataset has several tables, or other columns than its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bankagent.domain.exact_json import JsonValue
from bankagent.reference.faults import Faults, place

Row = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a CSV with its cells parsed, and the number of its first line in the file."""

    number: int
    row: Row


SPAN = ("weekend", "first_day", "last_day")
DUE = ("due_minutes", "calendars", "zone", "opens", "closes")
# Outcomes that never mean one person.
OF_TWO = ("dual_control", "escalate")
TWO = 2
OF_AN_ENTRY = ("entity_type", "program", "country", "birth_date", "identifiers", "remarks")


def calendars(file: str, lines: Sequence[Line], faults: Faults) -> dict[str, list[Row]]:
    """Return calendars and their holidays; each holiday is within its calendar's span."""
    opened: dict[JsonValue, Row] = {}
    holidays: list[Line] = []
    for line in lines:
        given = {name for name, value in line.row.items() if value is not None} - {"calendar"}
        if given == set(SPAN):
            if str(line.row["first_day"]) > str(line.row["last_day"]):
                faults.add(place(file, line.number, "last_day"), "must not be before first_day")
            opened[line.row["calendar"]] = {name: line.row[name] for name in ("calendar", *SPAN)}
        elif given == {"day", "name"}:
            holidays.append(line)
        else:
            expected = "must have weekend, first_day and last_day, or else day and name"
            faults.add(place(file, line.number), expected)
    for line in holidays:
        span = opened.get(line.row["calendar"])
        if span is None:
            expected = "must be a calendar that a row of the file opens with its span"
            faults.add(place(file, line.number, "calendar"), expected)
        elif not str(span["first_day"]) <= str(line.row["day"]) <= str(span["last_day"]):
            faults.add(place(file, line.number, "day"), "must be within the calendar's span")
    days: list[Row] = [
        {name: line.row[name] for name in ("calendar", "day", "name")} for line in holidays
    ]
    return {"calendars": [*opened.values()], "calendar_days": days}


def restricted_instruments(
    file: str, lines: Sequence[Line], faults: Faults
) -> dict[str, list[Row]]:
    """Return a row for each identifier: an instrument with ISIN and symbol has two."""
    found: dict[tuple[str, JsonValue], tuple[int, Row]] = {}
    for line in lines:
        given = [(name, line.row[name]) for name in ("isin", "symbol") if line.row[name]]
        if not given:
            faults.add(place(file, line.number), "must have an isin or a symbol, or both")
        for name, value in given:
            if (name, value) in found:
                expected = f"must not be the {name} of line {found[name, value][0]}"
                faults.add(place(file, line.number, name), expected)
            others: Row = {key: line.row[key] for key in ("restriction", "reason")}
            row: Row = {"identifier_type": name, "identifier": value, **others}
            found[name, value] = (line.number, row)
    return {"restricted_instruments": [row for _, row in found.values()]}


def approval_demands(file: str, lines: Sequence[Line], faults: Faults) -> dict[str, list[Row]]:
    """Return the stages as they are; those of one type and outcome count from 1 without a gap."""
    stages: dict[tuple[JsonValue, JsonValue], list[Line]] = {}
    for line in lines:
        stages.setdefault((line.row["request_type"], line.row["outcome"]), []).append(line)
        given = [name for name in DUE if line.row[name] is not None]
        if given and len(given) < len(DUE):
            expected = f"must have all of {', '.join(DUE)}, or none of them"
            faults.add(place(file, line.number), expected)
        elif given and str(line.row["closes"]) <= str(line.row["opens"]):
            faults.add(place(file, line.number, "closes"), "must be after opens")
    for found in stages.values():
        ordered = sorted(found, key=lambda one: int(str(one.row["stage"])))
        for number, line in enumerate(ordered, 1):
            if line.row["stage"] != number:
                expected = "must count from 1 without a gap for its request_type and outcome"
                faults.add(place(file, line.number, "stage"), expected)
                break
    _check_two_people(file, stages, faults)
    return {"approval_demands": [line.row for line in lines]}


def _check_two_people(
    file: str, stages: Mapping[tuple[JsonValue, JsonValue], Sequence[Line]], faults: Faults
) -> None:
    """Add a fault where dual_control or escalate asks for one person, or escalate for fewer.

    The database refuses the same when the import is finished (demands_fault).
    """

    def votes(request_type: JsonValue, outcome: str) -> int | None:
        found = stages.get((request_type, outcome)) or stages.get(("any", outcome))
        return sum(int(str(line.row["votes"])) for line in found) if found else None

    for (request_type, outcome), found in stages.items():
        asked = votes(request_type, str(outcome)) or 0
        if outcome in OF_TWO and asked < TWO:
            expected = f"must be two or more in all stages: {outcome} means two people"
            faults.add(place(file, found[0].number, "votes"), expected)
        least = votes(request_type, "dual_control") or 0
        if outcome == "escalate" and TWO <= asked < least:
            expected = f"must be {least} or more in all stages, as those of dual_control"
            faults.add(place(file, found[0].number, "votes"), expected)


def screening(file: str, lines: Sequence[Line], faults: Faults) -> dict[str, list[Row]]:
    """Return entries and names: a primary row opens an entry, an alias row adds a name to it."""
    entries: dict[JsonValue, Row] = {}
    opened_in: dict[JsonValue, int] = {}
    for line in lines:
        if line.row["name_type"] == "primary":
            _open(file, line, entries, opened_in, faults)
    for line in lines:
        if line.row["name_type"] == "alias":
            _check_alias(file, line, entries, faults)
    names: list[Row] = [
        {name: line.row[name] for name in ("entry_id", "name", "name_type", "quality")}
        for line in lines
    ]
    return {"screening_entries": [*entries.values()], "screening_names": names}


def _open(
    file: str,
    line: Line,
    entries: dict[JsonValue, Row],
    opened_in: dict[JsonValue, int],
    faults: Faults,
) -> None:
    entry_id = line.row["entry_id"]
    if entry_id in entries:
        expected = f"must be alias: line {opened_in[entry_id]} has the entry's primary name"
        faults.add(place(file, line.number, "name_type"), expected)
        return
    for name in ("entity_type", "program"):
        if line.row[name] is None:
            faults.add(place(file, line.number, name), "is required in a primary row")
    opened_in[entry_id] = line.number
    entries[entry_id] = {name: line.row[name] for name in ("entry_id", *OF_AN_ENTRY)}


def _check_alias(file: str, line: Line, entries: dict[JsonValue, Row], faults: Faults) -> None:
    if line.row["entry_id"] not in entries:
        expected = "must be an entry that has a primary row in the file"
        faults.add(place(file, line.number, "entry_id"), expected)
    for name in OF_AN_ENTRY:
        if line.row[name]:
            faults.add(place(file, line.number, name), "must be blank in an alias row")
