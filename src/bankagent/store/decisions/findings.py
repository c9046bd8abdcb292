"""Findings of people on cases of onboarding, for the next evaluation; oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from bankagent.db.pool import Connection
from bankagent.store import statements

SQL = statements.load(__name__)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A verdict on a file of a case; the word is accept, reject or ask_again."""

    request_id: int
    sha256: str
    word: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class WaiverRow:
    """A waiver; the word is waived or deferred, `until` its last day.

    `party_sha256` is the digest of its bearer, None where no party is named.
    """

    request_id: int
    requirement: str
    party_id: str
    word: str
    reason: str
    has_second: bool
    until: date | None
    party_sha256: str | None


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """A judgement of a hit, in a case of this client; the word is cleared or confirmed."""

    dataset: str
    entry_id: str
    party_sha256: str
    entry_sha256: str
    word: str
    judgement_id: int
    client_id: str


async def verdicts(conn: Connection, request_ids: Sequence[int]) -> list[VerdictRow]:
    """Return the verdicts on documents of cases."""
    async with conn.cursor(row_factory=class_row(VerdictRow)) as cursor:
        await cursor.execute(SQL["verdicts"], {"request_ids": [*request_ids]})
        return await cursor.fetchall()


async def waivers(conn: Connection, request_ids: Sequence[int]) -> list[WaiverRow]:
    """Return the waivers of cases, those without a second person too."""
    async with conn.cursor(row_factory=class_row(WaiverRow)) as cursor:
        await cursor.execute(SQL["waivers"], {"request_ids": [*request_ids]})
        return await cursor.fetchall()


async def judgements(conn: Connection, party_sha256s: Sequence[str]) -> list[JudgementRow]:
    """Return the judgements on parties of these digests, from every case."""
    async with conn.cursor(row_factory=class_row(JudgementRow)) as cursor:
        await cursor.execute(SQL["judgements"], {"party_sha256s": [*party_sha256s]})
        return await cursor.fetchall()
