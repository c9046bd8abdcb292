import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bankagent.domain import findings
from bankagent.errors import Finding


class Party(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    name: str = Field(description="the party's name")
    share: int | None = Field(default=None, description="the share in percent")


class Onboarding(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    parties: list[Party] = Field(description="the parties")
    home: Party | None = Field(default=None, description="the head office")


def errors_of(value: object) -> list[dict[str, object]]:
    with pytest.raises(ValidationError) as refused:
        Onboarding.model_validate(value)
    return [dict(one) for one in refused.value.errors(include_input=False)]


def test_a_path_has_dots_before_names_and_brackets_around_places() -> None:
    assert findings.path(("payload", "parties", 0, "name")) == "payload.parties[0].name"
    assert findings.path(("requests", 3)) == "requests[3]"
    assert findings.path(()) == ""


@pytest.mark.parametrize("name", ["<script>", "a b", "x" * 41, "", "é", "1st", "a.b"])
def test_a_name_that_does_not_look_like_a_field_is_not_repeated(name: str) -> None:
    assert findings.path(("payload", name)) == "payload.?"


def test_a_payload_s_finding_in_a_list_says_what_the_inner_field_expects() -> None:
    wrong = errors_of({"parties": [{"name": "A"}, {"name": 5, "x": 1}], "home": {"share": "a"}})
    assert findings.of_payload(Onboarding, wrong) == [
        Finding("payload.parties[1].name", "must be the party's name"),
        Finding("payload.parties[1].x", findings.NOT_A_FIELD),
        Finding("payload.home.name", "is required: the party's name"),
        Finding("payload.home.share", "must be the share in percent"),
    ]


def test_a_body_and_a_payload_name_the_same_place_in_the_same_way() -> None:
    wrong = errors_of({"parties": [{"name": 5}]})
    (of_body,) = findings.of_input([one | {"loc": ("payload", *one["loc"])} for one in wrong])  # type: ignore[misc]
    (of_payload,) = findings.of_payload(Onboarding, wrong)
    assert of_body.field == of_payload.field == "payload.parties[0].name"


def test_a_body_that_is_wrong_as_a_whole_is_called_the_body() -> None:
    (wrong,) = findings.of_input(errors_of([]))
    assert wrong.field == "body"
    (whole,) = findings.of_payload(Onboarding, errors_of([]))
    assert whole == Finding("payload", "must be an object with: parties, home")


def test_a_finding_of_an_item_becomes_one_of_the_batch() -> None:
    inner = Finding("payload.side", "must be buy")
    assert findings.inside(("requests", 3), inner).field == "requests[3].payload.side"


def test_the_first_name_of_a_path_ends_at_a_dot_or_a_bracket() -> None:
    for field in ("payload.legs[2].price", "payload.legs", "payload.legs.x"):
        assert findings.first_name(field, "payload") == "legs"
    assert findings.first_name("payload", "payload") == ""
