"""Explanations of requests, as callers read them."""

from typing import ClassVar, Self

from pydantic import Field

from bankagent.api.models.common import Answer, JsonObject
from bankagent.domain.explanation import Audience, Explanation
from bankagent.domain.request_status import Status


class SentenceView(Answer):
    """A sentence, and the records that it rests on."""

    EXAMPLE: ClassVar[JsonObject] = {
        "text": "It was approved on 2026-11-24 09:30:00 UTC, by policy, without people.",
        "rests_on": ["decision:1", "entry:2"],
        "internal": False,
    }

    text: str
    rests_on: list[str] = Field(
        description="The ids of the records that the sentence rests on: request:1, entry:2, "
        "payload:1@1 (version), decision:1, evaluation:1/1 (job and attempt), rule:1/1/TR-010, "
        "fact:1/1/notional, approval:1/1, vote:1, answer:1, policy:trade_review@1 (version), "
        "reference:fx_rates@1 (version), reference:screening:OFAC-SDN@1/7258 (entry), "
        "activation:trade_review@… (in force from), stop:1, portfolio_snapshot:1, "
        "document:1@1 and trade:1@1 (version)."
    )
    internal: bool = Field(description="Whether the sentence must not reach the client.")


class SectionView(Answer):
    """A heading and its sentences."""

    EXAMPLE: ClassVar[JsonObject] = {
        "heading": "What was asked and decided, and why",
        "sentences": [SentenceView.EXAMPLE],
    }

    heading: str
    sentences: list[SentenceView]


class ExplanationView(Answer):
    """The explanation of a request: four headings with their sentences."""

    EXAMPLE: ClassVar[JsonObject] = {
        "request_id": 1,
        "status": "processed",
        "audience": "bank",
        "sections": [SectionView.EXAMPLE],
    }

    request_id: int
    status: Status
    audience: Audience
    sections: list[SectionView]

    @classmethod
    def of(cls, explained: Explanation) -> Self:
        """Return an explanation as callers see it."""
        return cls(
            request_id=explained.request_id,
            status=explained.status,
            audience=explained.audience,
            sections=[
                SectionView(
                    heading=section.heading,
                    sentences=[
                        SentenceView(
                            text=one.text, rests_on=list(one.rests_on), internal=one.internal
                        )
                        for one in section.sentences
                    ],
                )
                for section in explained.sections
            ],
        )
