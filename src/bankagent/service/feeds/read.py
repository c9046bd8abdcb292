"""Read a feed: a file of pairs, as CSV or JSON lines; one with a faulty row is refused whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from bankagent import catalog
from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.feed import MOST_ROWS, NAME
from bankagent.domain.json_limits import MOST_BYTES
from bankagent.errors import BadJson, BadRequest, Finding
from bankagent.reference.csv_lines import SourceFile
from bankagent.reference.faults import Faults, place, refused
from bankagent.request_types.trade_exception import TYPE
from bankagent.service.feeds.csv_pairs import column_of, pairs_of

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
MOST_OF_A_NAME = 80
DIGITS_OF_DIGEST = 12


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed that was read: its name, and the payload of each row, which names feed and row."""

    name: str
    payloads: Sequence[JsonObject]


def read(file: SourceFile, name: str | None = None) -> FeedFile:
    """Read a file of pairs; without a name it has that of the file with a digest of its content.

    So the same content is the same feed, and other content is another one.

    Raises:
        BadRequest: the file has faults; each finding names a line, and a column or field.
    """
    if name is not None and not re.fullmatch(NAME, name):
        raise BadRequest(
            "The name of a feed must have 1 to 100 letters, digits, dots, dashes or _.",
            findings=[Finding("name", "must begin with a letter or a digit")],
        )
    text = file.text()
    if "\x00" in text:
        raise refused(file.name, "must not have the character NUL")
    is_json = text.lstrip().startswith("{")
    rows = list(_json_pairs(file, text) if is_json else pairs_of(file, text))
    if not 1 <= len(rows) <= MOST_ROWS:
        raise refused(file.name, f"must have 1 to {MOST_ROWS:,} pairs")
    feed = name or _name_of(file)
    payloads: list[JsonObject] = [
        {**pair, "feed": {"name": feed, "row": row, "rows": len(rows)}}
        for row, (_, pair) in enumerate(rows, start=1)
    ]
    faults = Faults()
    for (line, _), payload in zip(rows, payloads, strict=True):
        for finding in _findings(payload):
            column = "" if is_json else column_of(finding)
            field = f": {finding.field}" if is_json else ""
            faults.add(place(file.name, line, column) + field, finding.expected)
    faults.refuse()
    return FeedFile(feed, payloads)


def _name_of(file: SourceFile) -> str:
    plain = NOT_IN_A_NAME.sub("-", file.name).strip("-._")[:MOST_OF_A_NAME]
    return f"{plain or 'feed'}-{sha256(file.content).hexdigest()[:DIGITS_OF_DIGEST]}"


def _json_pairs(file: SourceFile, text: str) -> Iterator[tuple[int, JsonObject]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            pair = exact_json.loads(line)
        except BadJson as error:
            raise refused(place(file.name, number), f"must be JSON: {error.detail}") from None
        if not isinstance(pair, dict) or "feed" in pair:
            raise refused(
                place(file.name, number), "must be an object with ours and theirs, without feed"
            )
        yield number, pair


def _findings(payload: JsonObject) -> Sequence[Finding]:
    try:
        catalog.parse_payload(TYPE, payload)
    except BadRequest as wrong:
        return wrong.findings
    if len(exact_json.dumps(payload).encode()) > MOST_BYTES:
        return [Finding("payload", f"must have at most {MOST_BYTES} bytes as JSON")]
    return []
