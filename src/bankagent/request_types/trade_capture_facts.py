"""Facts of the request type trade_capture, each with the values that code can find for it."""

from collections.abc import Mapping

from bankagent.domain.fact import Fact, one_of, whole

FACTS: Mapping[str, Fact] = {
    "action": one_of("new", "amend", "cancel"),
    "identified_by": one_of("uti", "record"),
    "trade": one_of("first", "same", "amends", "cancels", "contradicts", "unknown", "cancelled"),
    "differences": whole(minimum=0),
    "economics": one_of("match", "mismatch", "unknown"),
    "dates": one_of("ordered", "reversed", "unknown"),
}
