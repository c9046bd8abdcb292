"""Review of a case by forms: verdicts on documents, judgements of hits, waivers with a second."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from bankagent.domain import trace
from bankagent.errors import BadRequest, Conflict, Forbidden, Stale
from bankagent.pages.request import whole
from bankagent.pages.visit import Page, Visit, to
from bankagent.store.cases import verbs

REFUSED = (BadRequest, Conflict, Forbidden, Stale)
JUDGED = ("party", "list", "entry_id", "party_sha256", "entry_sha256", "verdict", "reason")
WAIVED = ("kind", "reason", "until")
NOTHING = "Choose a verdict for at least one document."


async def give_verdicts(visit: Visit) -> Response:
    """Give verdicts on the documents that were chosen, all of them or none."""
    sent = visit.sent
    verdicts = [
        _filled(
            sha256=sha256,
            verdict=sent.text(f"verdict:{sha256}"),
            reason_code=_code(sent.text(f"code:{sha256}")),
        )
        for sha256 in sent.several.get("sha256", ())
        if sent.text(f"verdict:{sha256}")
    ]
    if not verdicts:
        return await whole(visit, error=BadRequest(NOTHING))
    return await _give(visit, "verdicts", verdicts)


async def judge(visit: Visit) -> Response:
    """Judge a hit: it is the party, or it is not."""
    return await _give(visit, "judgements", [{name: visit.sent.text(name) for name in JUDGED}])


async def waive(visit: Visit) -> Response:
    """Ask to waive a requirement, or to defer it until a day; another person confirms it."""
    sent = visit.sent
    requirement, _, party = sent.text("must").partition(":")
    given = {name: sent.text(name) for name in WAIVED}
    waiver = _filled(
        requirement=requirement,
        party=party,
        reason_code=_code(sent.text("reason_code")),
        **given,
    )
    return await _give(visit, "waivers", [waiver])


async def confirm(visit: Visit) -> Response:
    """Confirm a waiver as its second person."""
    request_id = visit.number("request_id")
    try:
        await visit.resources.gateway.ask(
            verbs.confirm_waiver,
            request_id,
            next(iter(visit.sent.numbers("waiver_id")), 0),
            actor=visit.name,
            traceparent=trace.traceparent(),
        )
    except REFUSED as error:
        return await whole(visit, error=error)
    return to(f"/requests/{request_id}", found="confirmed")


async def _give(visit: Visit, kind: str, findings: Sequence[Mapping[str, str]]) -> Response:
    request_id = visit.number("request_id")
    try:
        await visit.resources.gateway.ask(
            verbs.give_findings,
            request_id,
            findings={kind: findings},
            actor=visit.name,
            traceparent=trace.traceparent(),
        )
    except REFUSED as error:
        return await whole(visit, error=error)
    return to(f"/requests/{request_id}", found=kind)


def _code(text: str) -> str:
    """Return words as a code: "Not readable" is `not_readable`."""
    return "_".join(text.lower().replace("-", " ").split())


def _filled(**given: str) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


PAGES = (
    Page("POST", "/requests/{request_id:int}/verdicts", "case.find", give_verdicts),
    Page("POST", "/requests/{request_id:int}/judgements", "case.find", judge),
    Page("POST", "/requests/{request_id:int}/waivers", "case.find", waive),
    Page("POST", "/requests/{request_id:int}/confirmations", "case.find", confirm),
)
