"""Facts of the request type trade_exception, each with the values that code can find for it."""

from collections.abc import Mapping

from bankagent.domain.fact import Fact, number, one_of, whole
from bankagent.facts.breaks.comparison import CODES, MATCHES

FACTS: Mapping[str, Fact] = {
    "match": one_of(*MATCHES, "forced"),
    "primary_code": one_of("none", *CODES),
    "break_count": whole(minimum=0),
    "tolerated_count": whole(minimum=0),
    "identifiers": one_of("good", "faulty"),
    "earlier": one_of("none", "open", "approved", "rejected", "changed", "corrected", "unknown"),
    "exposure_usd_known": one_of("yes", "no"),
    "exposure_usd": number(minimum=0),
    "severity": one_of("low", "medium", "high", "critical"),
    "priority": whole(minimum=1, maximum=4),
    "cut_off": one_of("ahead", "passed", "unknown"),
    "cut_off_minutes": whole(minimum=0),
    "late": one_of("no", "one", "both"),
    "value_age": one_of("known", "unknown"),
    "days_open": whole(minimum=0),
    "penalty": one_of("known", "none", "unknown"),
    "penalty_amount": number(minimum=0),
    "restriction": one_of("clear", "watch", "restricted", "unknown"),
    "counterparty": one_of("clear", "hit", "unknown", "not_given"),
    "counterparty_score": whole(minimum=0, maximum=100),
}
