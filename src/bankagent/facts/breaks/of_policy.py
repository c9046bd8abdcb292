"""Facts that a policy tests of a pair: words of short lists, and numbers."""

from datetime import timedelta
from decimal import Decimal

from bankagent.domain.exact_json import JsonValue
from bankagent.facts.breaks import urgency
from bankagent.facts.breaks.assess import Assessed


def facts(found: Assessed) -> dict[str, JsonValue]:
    """Return the facts of a pair; a number that is not known is 0, and a word beside it says so."""
    primary = found.comparison.primary
    breaks = found.comparison.breaks
    left = found.left
    return {
        "match": found.match,
        "primary_code": primary.code if primary else "none",
        "break_count": sum(not one.within for one in breaks),
        "tolerated_count": sum(one.within for one in breaks),
        "identifiers": _identifiers(found),
        "earlier": _earlier(found),
        "exposure_usd_known": "no" if found.usd is None else "yes",
        "exposure_usd": found.usd if found.usd is not None else Decimal(0),
        "severity": found.severity,
        "priority": found.priority,
        "cut_off": "unknown" if left is None else "passed" if left < timedelta(0) else "ahead",
        "cut_off_minutes": urgency.minutes(left),
        "late": {0: "no", 1: "one", 2: "both"}[len(found.late)],
        "value_age": "unknown" if found.days is None else "known",
        "days_open": found.days or 0,
        "penalty": found.penalty_known,
        "penalty_amount": found.penalty.amount if found.penalty else Decimal(0),
    }


def _identifiers(found: Assessed) -> str:
    faults = [words for side in found.pair.sides() for words in side.findings.values()]
    return "faulty" if faults else "good"


def _earlier(found: Assessed) -> str:
    if found.arrival is None:
        return "unknown"
    return found.arrival.earlier.word if found.arrival.earlier else "none"
