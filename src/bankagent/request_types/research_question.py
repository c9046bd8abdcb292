"""The request type research_question: does the answer stand, and may its readers have it?"""

from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from pydantic import StringConstraints as Text

from bankagent.domain.evaluation import Outcome
from bankagent.domain.exact_json import JsonObject, JsonValue
from bankagent.domain.known import Known
from bankagent.domain.request_type import Evidence, RequestType
from bankagent.facts.answers import Answers, CheckedAnswer
from bankagent.request_types.fields import Name, Number, Payload
from bankagent.request_types.research_question_facts import FACTS
from bankagent.request_types.trade_review import TradeReview

Question = Annotated[str, Text(min_length=3, max_length=2000, pattern=r"\S")]


def _valid(payload: dict[str, Any]) -> dict[str, Any]:
    TradeReview.model_validate(payload)
    return payload


class SubmittedRequest(Payload):
    """A request for the same client, which the agent of the question submits."""

    request_type: Literal["trade_review"] = Field(
        description="the type of the request: trade_review"
    )
    # It stays as it came: what people approve is what is stored.
    payload: Annotated[dict[str, Any], AfterValidator(_valid)] = Field(
        description="a valid payload of that type, as POST /requests takes it"
    )


class ResearchQuestion(Payload):
    """A question that is answered from the documents of the client."""

    question: Question = Field(
        description="the question, 3 to 2,000 characters, as a person would ask it"
    )
    document_ids: list[Number] | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        description="the documents to search, 1 to 100 numbers; left out, all that the caller may "
        "read for this client",
    )
    audience: Literal["internal", "client", "public"] = Field(
        default="internal", description="the readers of the answer: internal, client or public"
    )
    desk: Name | None = Field(
        default=None, description="the desk that asks, 1 to 256 printable characters"
    )
    submit_request: SubmittedRequest | None = Field(
        default=None,
        description="a request that the agent submits once passages answer the question; people "
        "approve it first where the agent would submit another one",
    )


def facts(payload: ResearchQuestion, known: Known) -> dict[str, JsonValue]:
    """Return the facts about an answer, each a word of a short list."""
    own = known[Answers].own()
    return {
        "audience": payload.audience,
        "documents": own.documents,
        "answer": own.answer,
        "quotes": own.quoted,
        "figures": own.figures,
        "claims": own.claims,
        "passages": own.passages,
        "classification": own.classification,
        "trust": own.trust,
        "written_by": own.written_by,
    }


def facts_and_evidence(
    payload: ResearchQuestion, known: Known
) -> tuple[dict[str, JsonValue], Evidence]:
    """Return the facts, and the answer's references as evidence."""
    own = known[Answers].own()

    def evidence(_: Collection[Outcome]) -> JsonObject:
        return {"answer": _shown(own)}

    return facts(payload, known), evidence


def _shown(own: CheckedAnswer) -> JsonObject:
    return {
        "sha256": own.sha256,
        "support": own.support,
        "calibration": own.calibration,
        "quotes": list(own.quotes),
        "searched": list(own.searched),
        "unknown_documents": list(own.unknown_documents),
        **({"calls": list(own.calls)} if own.calls else {}),
    }


TYPE = RequestType(
    name="research_question",
    description="Does the answer stand, and may its readers have it?",
    queue="research_question",
    policy_key="research_question",
    approved_means="The answer stands for the readers that it was asked for.",
    rejected_means="The answer is not given to the readers that it was asked for.",
    payload=ResearchQuestion,
    facts=facts,
    facts_and_evidence=facts_and_evidence,
    example={"question": "What was the revenue in 2024?"},
    needs=(Answers,),
    fact_schema=FACTS,
    deadline_s=300,
)
