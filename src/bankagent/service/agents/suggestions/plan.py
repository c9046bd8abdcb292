"""Plan of the embedded model for suggestions: words of the prompt alone, and no invention."""

from collections.abc import Callable, Mapping, Sequence
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
# What tells a trade to who has not found it.
OF_TRADE = (
    "uti", "side", "isin", "symbol", "quantity", "price", "currency", "trade_date",
    "settlement_date",
)  # fmt: skip
WAITS = {
    "needs_info": "The caller is asked for more",
    "review": "A reviewer decides",
    "dual_control": "Reviewers decide under dual control",
    "escalate": "Reviewers decide, and the policy asks for escalation",
}
# A greeting, what stands before the items, and what is asked.
ASKS_COUNTERPARTY = (
    "Dear colleagues,",
    "Our records of this trade differ:",
    "Please check your record, and tell us which values hold.",
)
ASKS_FOR_THEIRS = (
    "Dear colleagues,",
    "We have no record of yours for this trade:",
    "Please send us your record, or tell us why there is none.",
)
ASKS_FOR_OURS = (
    "Dear colleagues,",
    "We have your record of a trade that we do not find in our books:",
    "Please tell us who agreed on it, and our reference where you have one.",
)
ASKS_CLIENT = (
    "Dear client,",
    "For your file we still need:",
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
        found["message"] = _message(*_to_counterparty(given["open"], given["payload"]))
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


def _to_counterparty(
    items: Sequence[Mapping[str, Any]], payload: Mapping[str, Any]
) -> tuple[tuple[str, str, str], list[str], str]:
    """Return words, items and the line about the trade, for a message on a pair."""
    ours, theirs = payload.get("ours"), payload.get("theirs")
    if ours is None or theirs is None:
        one: Mapping[str, Any] = ours or theirs or {}
        known = [f"{_words(name)}: {one[name]}" for name in OF_TRADE if one.get(name)]
        words = ASKS_FOR_OURS if ours is None else ASKS_FOR_THEIRS
        return words, [f"record: {one['source']} {one['record_number']}", *known], ""
    about = f"Our record {ours['source']} {ours['record_number']}, "
    about += f"your record {theirs['source']} {theirs['record_number']}."
    return ASKS_COUNTERPARTY, [_differs(one) for one in items], about


def _differs(one: Mapping[str, Any]) -> str:
    ours, theirs = one["ours"] or "not given", one["theirs"] or "not given"
    return f"{_words(one['field'])}: we have {ours}, you have {theirs} ({one['code']})"


def _missing(items: Sequence[Mapping[str, Any]], payload: Mapping[str, Any]) -> list[str]:
    names = {one["party_id"]: one["name"] for one in payload.get("parties") or ()}
    names[CLIENT] = payload["client"]["name"]
    return [_required(one, names) for one in items]


def _required(one: Mapping[str, Any], names: Mapping[str, str]) -> str:
    whose = "" if one["whose"] == one["requirement"] else f" of a {_words(one['whose'])}"
    of = f" of {names[one['party']]}" if one["party"] in names else whose
    reason = f" ({_words(one['reason'])})" if one["reason"] not in (None, one["state"]) else ""
    return f"{_words(one['requirement'])}{of}: {one['state']}{reason}"


def _message(words: tuple[str, str, str], items: Sequence[str], about: str = "") -> str | None:
    """Return a draft that names the items, or as many as it has room for; None without any."""
    greeting, head, end = words
    told = [f"- {plain(one)}" for one in items]
    if not told:
        return None
    top = "\n".join([greeting, *([plain(about)] if about else []), head])
    room = LONGEST_MESSAGE - len(top) - len(end) - 2
    while len("\n".join(told)) > room:
        told = [*told[: -2 if told[-1] == MORE else -1], MORE]
    return "\n".join([top, *told, end])


def _words(name: str) -> str:
    return str(name).replace("_", " ").replace(".", " ")


def _cut(text: str, longest: int) -> str:
    one = plain(text)
    return one if len(one) <= longest else f"{one[: longest - 1]}{MORE}"
