"""Facts of the request type research_question, each with the values that code can find for it."""

from collections.abc import Mapping

from bankagent.domain.fact import Fact, one_of

FACTS: Mapping[str, Fact] = {
    "audience": one_of("internal", "client", "public"),
    "documents": one_of("open", "named", "unknown"),
    "answer": one_of("answered", "unsupported", "none", "failed", "waiting"),
    "quotes": one_of("exact", "fabricated", "not_retrieved", "none"),
    "figures": one_of("supported", "unsupported"),
    "claims": one_of("supported", "unsupported"),
    "passages": one_of("agree", "disagree"),
    "classification": one_of("none", "public", "internal", "confidential", "mnpi"),
    "trust": one_of("none", "house", "client", "external"),
    "written_by": one_of("extraction", "model"),
}
