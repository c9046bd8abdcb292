"""Plan of the embedded model for suggestions: words of the prompt alone, and no invention."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bankagent.domain import exact_json
from bankagent.domain.exact_json import JsonObject
from bankagent.domain.plain_text import plain
from bankagent.facts.breaks.playbooks import PLAYBOOKS, UNKNOWN
from bankagent.facts.onboarding.roles import CLIENT
from bankagent.service.agents.suggestions.forms import (
    LONGEST_CONCERN,
    LONGEST_LINE,
    LONGEST_MESSAGE,
    MOST_CONCERNS,
)

MORE = "…"
WAITS = {
    "needs_info": "The caller is asked for more",
    "review": "A reviewer decides",
    "dual_control": "Reviewers decide under dual control",
    "escalate": "Reviewers decide, and the policy asks for escalation",
}
SIDES = {
    "CMIS": "We have no record of yours for it: please send it.",
    "DTRA": "We have no record of it: please send yours, with its reference.",
}
# A greeting, what stands before the items, and what is asked.
ASKS_COUNTERPARTY = (
    "Dear colleagues,",
    "our records of this trade differ:",
    "Please check your record, and tell us which values hold.",
)
ASKS_CLIENT = (
    "Dear client,",
    "for your file we still need:",
    "Please send it to your contact at the bank.",
)


def plan(prompt: str, _: Sequence[tuple[str, str]]) -> tuple[str | None, JsonObject]:
    """Return the suggestion; no tool is asked."""
    given: Any = exact_json.loads(prompt)
    name = given["request_type"]
    rules = [one for one in given["recommendation"]["rules"] if one["outcome"] != "approve"]
    why = "; ".join(one["text"] for one in rules) or "no rule says why"
    waits = WAITS.get(given["recommendation"]["outcome"], "People decide")
    found: JsonObject = {
        "summary": [
            _cut(ABOUT[name](given["payload"]), LONGEST_LINE),
            _cut(f"{waits}: {why}.", LONGEST_LINE),
        ],
        "concerns": [_cut(one["text"], LONGEST_CONCERN) for one in rules[:MOST_CONCERNS]],
    }
    if name == "trade_exception":
        about = _pair(given["payload"])
        found["message"] = _message(ASKS_COUNTERPARTY, _breaks(given["open"]), about)
        codes = [one["code"] for one in given["open"]]
        found["cause"] = next((one for one in codes if one in PLAYBOOKS), UNKNOWN)
    if name == "client_onboarding":
        found["message"] = _message(ASKS_CLIENT, _missing(given["open"], given["payload"]))
    return None, found


def _trade(payload: Mapping[str, Any]) -> str:
    side = {"buy": "Purchase", "sell": "Sale", "sell_short": "Short sale"}
    amount = f"{payload['notional']} {payload.get('currency', 'USD')}"
    day = f", traded {payload['trade_date']}" if payload.get("trade_date") else ""
    return f"{side.get(payload.get('side') or '', 'Trade')} of {payload['symbol']}, {amount}{day}."


def _pair(payload: Mapping[str, Any]) -> str:
    sides = [payload.get(name) for name in ("ours", "theirs")]
    told = [f"{one['source']} {one['record_number']}" if one else "no record" for one in sides]
    return f"Records of a trade: ours {told[0]}, theirs {told[1]}."


def _case(payload: Mapping[str, Any]) -> str:
    client = payload["client"]
    parties, papers = len(payload.get("parties") or ()), len(payload.get("documents") or ())
    what = f"{client['name']}, {client['client_type']} of {client['country']}"
    return f"Case of {what}: parties {parties}, documents {papers}."


ABOUT: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "trade_review": _trade,
    "trade_exception": _pair,
    "client_onboarding": _case,
}


def _breaks(items: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in items:
        if one["code"] in SIDES:
            yield SIDES[one["code"]]
        else:
            ours, theirs = one["ours"] or "not given", one["theirs"] or "not given"
            yield f"{_words(one['field'])}: we have {ours}, you have {theirs} ({one['code']})"


def _missing(items: Sequence[Mapping[str, Any]], payload: Mapping[str, Any]) -> Iterator[str]:
    names = {one["party_id"]: one["name"] for one in payload.get("parties") or ()}
    names[CLIENT] = payload["client"]["name"]
    for one in items:
        of = names.get(one["party"], _words(one["whose"]))
        reason = f" ({_words(one['reason'])})" if one["reason"] else ""
        yield f"{_words(one['requirement'])} of {of}: {one['state']}{reason}"


def _message(words: tuple[str, str, str], items: Iterator[str], *about: str) -> str | None:
    """Return a draft that names the items, or as many as it has room for; None without any."""
    greeting, head, end = words
    told = [f"- {plain(one)}" for one in items]
    if not told:
        return None
    top = "\n".join([greeting, *map(plain, about), head])
    room = LONGEST_MESSAGE - len(top) - len(end) - 2
    while len("\n".join(told)) > room:
        told = [*told[: -2 if told[-1] == MORE else -1], MORE]
    return "\n".join([top, *told, end])


def _words(name: str) -> str:
    return str(name).replace("_", " ").replace(".", " ")


def _cut(text: str, longest: int) -> str:
    one = plain(text)
    return one if len(one) <= longest else f"{one[: longest - 1]}{MORE}"
