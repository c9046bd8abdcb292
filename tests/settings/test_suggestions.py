"""Setting of suggestions: names of request types, or one sentence."""

import pytest

from bankagent import settings
from bankagent.errors import BadSettings

NAME = "BANKAGENT_SUGGESTIONS"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", ()),
        ("trade_review", ("trade_review",)),
        (" client_onboarding ,trade_review", ("client_onboarding", "trade_review")),
        ("trade_review,trade_review", ("trade_review",)),
    ],
)
def test_names_stand_with_commas_between_them(text: str, names: tuple[str, ...]) -> None:
    assert settings.load({NAME: text}, None).suggestions == names


@pytest.mark.parametrize("text", ["all", "trade_review,", "research_question", "trade_review;x"])
def test_another_name_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(BadSettings) as refused:
        settings.load({NAME: text}, None)
    assert refused.value.detail == (
        f"{NAME} is not usable: it must be names of trade_review, trade_exception and "
        "client_onboarding, with commas between them."
    )
