"""Facts of the request type trade_review, each with the values that code can find for it."""

from collections.abc import Mapping

from bankagent.domain.fact import Fact, number, one_of, text, whole

FACTS: Mapping[str, Fact] = {
    "notional": number(above=0),
    "currency": text("^[A-Z]{3}$"),
    "notional_usd_known": one_of("yes", "no"),
    "notional_usd": number(minimum=0),
    "fx_method": one_of("same", "direct", "cross", "unknown"),
    "fx_age_days": whole(minimum=0),
    "side": one_of("buy", "sell", "sell_short", "unknown"),
    "economics": one_of("match", "mismatch", "unknown"),
    "dates": one_of("ordered", "reversed", "unknown"),
    "identifiers": one_of("match", "mismatch", "unknown", "not_given"),
    "trade_day": one_of("open", "closed", "unknown", "not_given"),
    "settlement": one_of("standard", "early", "late", "holiday", "unknown", "not_given"),
    "capture": one_of("known", "future", "unknown", "not_given"),
    "capture_delay_minutes": whole(minimum=0),
    "duplicate": one_of("yes", "no", "unknown", "not_given"),
    "restriction": one_of("clear", "watch", "restricted", "unknown"),
    "counterparty": one_of("clear", "hit", "unknown", "not_given"),
    "counterparty_score": whole(minimum=0, maximum=100),
    "desk_limit": one_of("within", "over", "unknown", "not_given"),
    "book_limit": one_of("within", "over", "unknown", "not_given"),
    "snapshot": one_of("known", "unknown", "not_given"),
    "snapshot_age_hours": whole(minimum=0),
    "concentration": one_of("known", "unknown", "not_given"),
    "concentration_bp": whole(minimum=0, maximum=10_000),
}
