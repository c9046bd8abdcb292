"""The lookups of findings of people on cases: one statement for a whole batch each."""

from collections.abc import Sequence
from dataclasses import asdict

from bankagent.db.pool import Connection
from bankagent.domain.known import Case
from bankagent.facts.onboarding.judgements import Judgement, ScreeningJudgements, asked
from bankagent.facts.onboarding.reviewed import (
    DocumentVerdicts,
    RequirementWaivers,
    Verdict,
    Waiver,
)
from bankagent.store.decisions import findings


async def verdicts(conn: Connection, cases: Sequence[Case]) -> DocumentVerdicts:
    """Return the verdicts on the documents of all cases."""
    rows = await findings.verdicts(conn, [case.request_id for case in cases])
    return DocumentVerdicts(tuple(Verdict(**asdict(row)) for row in rows))


async def waivers(conn: Connection, cases: Sequence[Case]) -> RequirementWaivers:
    """Return the waivers of all cases, those without a second person too."""
    rows = await findings.waivers(conn, [case.request_id for case in cases])
    return RequirementWaivers(tuple(Waiver(**asdict(row)) for row in rows))


async def judgements(conn: Connection, cases: Sequence[Case]) -> ScreeningJudgements:
    """Return the judgements on the parties of all cases, from whichever case they are."""
    digests = sorted({digest for case in cases for digest in asked(case)})
    rows = await findings.judgements(conn, digests)
    return ScreeningJudgements(tuple(Judgement(**asdict(row)) for row in rows))
