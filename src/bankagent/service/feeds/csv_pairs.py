"""Pairs in a CSV: a row has one or both sides, a column a field of a side or of the pair.

`ours_price` is the price of our side, `theirs_ssi_agent_bic` a part of their instruction,
`ours_raw_PX` a raw field PX of ours, `market` a field of the pair. A cell that is empty is no
field, and a side without a field is missing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.errors import Finding
from bankagent.reference.csv_lines import SourceFile, lines_of
from bankagent.reference.faults import Faults, place, refused
from bankagent.reference.read import SEPARATORS
from bankagent.request_types.trade_exception import TradeException
from bankagent.request_types.trade_exception_side import Instruction, Side

Path = tuple[str, ...]

SIDES = ("ours", "theirs")
NOT_COLUMNS = {"ours", "theirs", "feed", "raw", "mapping", "ssi"}
RAW = re.compile(r"(ours|theirs)_raw_(.+)", re.DOTALL)
TRUTHS = {"true": True, "false": False}
UNKNOWN = (
    "is no column of a feed: a field of a side is as ours_price, a raw field as ours_raw_PX, and "
    "others are market, stage, asset_class and what else docs/exceptions.md lists"
)


def columns() -> Mapping[str, Path]:
    """Return the names of all columns but raw fields, each with its place in the payload."""
    of_pair = {name: (name,) for name in TradeException.model_fields}
    of_sides = {
        f"{side}_{'_'.join(path)}": (side, *path)
        for side in SIDES
        for path in (
            *((name,) for name in Side.model_fields if name not in NOT_COLUMNS),
            *(("ssi", name) for name in Instruction.model_fields),
        )
    }
    return {name: path for name, path in of_pair.items() if name not in NOT_COLUMNS} | of_sides


COLUMNS = columns()


def pairs_of(file: SourceFile, text: str) -> Iterator[tuple[int, JsonObject]]:
    """Yield the pairs of a CSV as payloads, each with the number of its line.

    Raises:
        BadRequest: the header has a column that is unknown or there twice, or a line has other
            cells than the header.
    """
    header_text = text.partition("\n")[0]
    rows = lines_of(file, text, max(SEPARATORS, key=header_text.count))
    number, header = next(rows)
    paths = _paths(file, number, header)
    for line, cells in rows:
        if len(cells) != len(header):
            expected = f"must have {len(header)} cells as the header, not {len(cells)}"
            raise refused(place(file.name, line), expected)
        yield line, _payload(paths, cells)


def column_of(finding: Finding) -> str:
    """Return the column that a finding about a payload is about; empty where it is about the row.

    `payload.ours.ssi.agent_bic` is the column `ours_ssi_agent_bic`.
    """
    path = re.sub(r"\[\d+\]", "", finding.field).removeprefix("payload").removeprefix(".")
    return "" if path in SIDES else path.replace(".", "_")


def _paths(file: SourceFile, line: int, header: Sequence[str]) -> list[Path]:
    faults = Faults()
    paths = []
    for number, name in enumerate(header, start=1):
        raw = RAW.fullmatch(name)
        path = (raw[1], "raw", raw[2]) if raw else COLUMNS.get(name)
        where = place(file.name, line, name or str(number))
        if path is None:
            faults.add(where, UNKNOWN)
        elif path in paths:
            faults.add(where, "must be there once")
        else:
            paths.append(path)
    faults.refuse()
    return paths


def _payload(paths: Sequence[Path], cells: Sequence[str]) -> JsonObject:
    """Return the payload of a row; texts stay as they came, with their exact digits."""
    payload: dict[str, Any] = {}
    for path, cell in zip(paths, cells, strict=True):
        if cell:
            *owners, name = path
            holder = payload
            for owner in owners:
                holder = holder.setdefault(owner, {})
            holder[name] = _value(path, cell)
    return payload


def _value(path: Path, cell: str) -> JsonValue:
    if path[-1] == "cancelled":
        return TRUTHS.get(cell, cell)
    return cell.split() if path == ("reported_reason_codes",) else cell
