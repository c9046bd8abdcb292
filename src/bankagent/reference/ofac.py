"""OFAC's own two files of a list: sdn.csv with the entries, alt.csv with the aliases.

No header, 12 and 5 cells, `-0-` for null, spaces around cells, and ^Z at the end. Weak aliases,
birth dates and identifiers stand in the remarks: `DOB 10 Dec 1948; Passport 304555 (Egypt);
a.k.a. 'BNC'.`
"""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping

from bankagent.domain.exact_json import JsonValue
from bankagent.reference import ofac_remarks
from bankagent.reference.cells import BadCell, text
from bankagent.reference.csv_lines import SourceFile, lines_of
from bankagent.reference.faults import Faults, place
from bankagent.reference.split import Row

NULL, END = "-0-", "\x1a"
# sdn.csv: number, name, type, programmes, title, five of vessels, owner, remarks.
OF_AN_ENTRY, NAME, TYPE, PROGRAMS, REMARKS = 12, 1, 2, 3, 11
# alt.csv: number of the entry, number of the alias, type (aka, fka, nka), name, remarks.
OF_AN_ALIAS, ALIAS_NAME = 5, 3
ENTITY_TYPES = {
    "individual": "person",
    "": "organisation",
    "vessel": "vessel",
    "aircraft": "aircraft",
}
a_name = text(500)


def is_its_list(file: SourceFile) -> bool:
    """Whether a file begins as sdn.csv does: with a number and no header."""
    first = file.content.removeprefix(BOM_UTF8).lstrip().partition(b"\n")[0]
    return first[:1].isdigit() and first.count(b",") >= OF_AN_ENTRY - 1


def read(entries: SourceFile, aliases: SourceFile | None) -> dict[str, list[Row]]:
    """Return the entries and names of a list; without alt.csv the aliases are the weak ones only.

    A name that an entry has twice is taken once: the published files have such names.

    Raises:
        BadRequest: the files have faults; each finding names file and line.
    """
    faults = Faults()
    found: dict[str, Row] = {}
    names = _Names()
    for number, cells in _cells(entries, OF_AN_ENTRY, faults):
        if cells[0] in found:
            faults.add(place(entries.name, number), "must not have the number of another entry")
        elif cells[TYPE] not in ENTITY_TYPES:
            expected = "must be individual, vessel, aircraft or -0-"
            faults.add(place(entries.name, number, "3 (type)"), expected)
        elif _has_name(entries, number, cells, NAME, faults):
            found[cells[0]] = _entry(cells)
            names.add(cells[0], cells[NAME], "primary", "strong")
            for name in ofac_remarks.weak_aliases(cells[REMARKS]):
                names.add(cells[0], name, "alias", "weak")
    if aliases:
        _add_aliases(aliases, found, names, faults)
    faults.refuse()
    return {"screening_entries": [*found.values()], "screening_names": [*names.rows.values()]}


class _Names:
    """Names by entry and name; one that comes again is taken once, strong if it ever is."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], Row] = {}

    def add(self, entry_id: str, name: str, name_type: str, quality: str) -> None:
        row: Row = {"entry_id": entry_id, "name": name, "name_type": name_type, "quality": quality}
        there = self.rows.setdefault((entry_id, name), row)
        if quality == "strong":
            there["quality"] = quality


def _add_aliases(
    file: SourceFile, entries: Mapping[str, Row], names: _Names, faults: Faults
) -> None:
    for number, cells in _cells(file, OF_AN_ALIAS, faults):
        if cells[0] not in entries:
            faults.add(place(file.name, number, "1 (number)"), "must be the number of an entry")
        elif _has_name(file, number, cells, ALIAS_NAME, faults):
            names.add(cells[0], cells[ALIAS_NAME], "alias", "strong")


def _cells(file: SourceFile, expected: int, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    for number, row in lines_of(file, file.text(else_latin_1=True)):
        cells = ["" if cell == NULL else cell for cell in row]
        if cells == [END]:
            continue
        if len(cells) != expected:
            faults.add(place(file.name, number), f"must have {expected} cells, not {len(cells)}")
        elif not (cells[0].isascii() and cells[0].isdigit() and len(cells[0]) <= 18):  # noqa: PLR2004
            faults.add(place(file.name, number, "1 (number)"), "must be a number")
        else:
            yield number, cells


def _has_name(file: SourceFile, number: int, cells: list[str], column: int, faults: Faults) -> bool:
    try:
        a_name(cells[column])
    except BadCell as error:
        faults.add(place(file.name, number, f"{column + 1} (name)"), str(error))
        return False
    return True


def _entry(cells: list[str]) -> Row:
    identifiers: list[JsonValue] = [*ofac_remarks.identifiers(cells[REMARKS])]
    return {
        "entry_id": cells[0],
        "entity_type": ENTITY_TYPES[cells[TYPE]],
        "program": "; ".join(cells[PROGRAMS].split("] [")),
        "country": None,
        "birth_date": ofac_remarks.birth_dates(cells[REMARKS]),
        "identifiers": identifiers,
        "remarks": cells[REMARKS] or None,
    }
