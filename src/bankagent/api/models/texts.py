"""Texts that bodies and parameters take, each with the sentence that says what is expected.

pydantic's own sentences show a pattern, as the API description does: that is for programs.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError, ValidatorFunctionWrapHandler
from pydantic import WrapValidator as Wrapped

# Characters that stand for nothing that can be seen count as spaces: a comment of one U+200B says
# nothing. The verbs look for the same (sql/functions/access/is_blank.sql).
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u2060\u2061\u2062\u2063\ufeff")


def in_words(expected: str) -> Wrapped:
    """Return the validator that says `expected` where those before it refuse a value."""

    def checked(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
        try:
            return check(value)
        except ValidationError:
            raise ValueError(expected) from None

    return Wrapped(checked)


def _seen(text: str) -> str:
    if all(one.isspace() or one in UNSEEN or not one.isprintable() for one in text):
        raise ValueError("must have a character that can be seen")
    return text


Text500 = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S"), AfterValidator(_seen)]
Text2000 = Annotated[
    str, Field(min_length=1, max_length=2000, pattern=r"\S"), AfterValidator(_seen)
]
Text4000 = Annotated[
    str, Field(min_length=1, max_length=4000, pattern=r"\S"), AfterValidator(_seen)
]
ShortReason = Annotated[Text500, in_words("must say why, in 1 to 500 characters")]
Reason = Annotated[Text2000, in_words("must say why, in 1 to 2000 characters")]
CommentText = Annotated[Text4000, in_words("must say something, in 1 to 4000 characters")]
Label = Annotated[
    str,
    Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$"),
    in_words(
        "must have 1 to 40 small letters, digits, hyphens and underscores, "
        "first a letter or a digit"
    ),
]
ReasonCode = Annotated[
    str, Field(pattern=r"^[A-Z]{4}$"), in_words("must be a reason code of 4 capitals, as in DQUA")
]
ReviewerName = Annotated[
    str,
    Field(max_length=64, pattern=r"^[A-Za-z0-9._-]+$"),
    in_words("must be a reviewer's name: 1 to 64 letters, digits, dots, underscores and hyphens"),
]
Digest = Annotated[
    str,
    Field(pattern=r"^[0-9a-f]{64}$"),
    in_words("must be the digest as it was read: 64 digits and small letters from a to f"),
]
IdempotencyKey = Annotated[
    str,
    Field(pattern=r"^[!-~]{1,255}$"),
    in_words("must have 1 to 255 visible ASCII characters, without spaces"),
]
