"""Settings of redaction: the key and the dictionary, refused where they are wrong."""

from pathlib import Path

import pytest

from bankagent import settings
from bankagent.errors import BadSettings
from bankagent.service.agents.redaction import Redaction

KEY = "0123456789abcdef0123456789abcdef"


def redaction(**environ: str) -> Redaction:
    return Redaction.of(settings.load(environ, None))


def test_a_dictionary_has_a_name_on_each_line(tmp_path: Path) -> None:
    (tmp_path / "names").write_bytes("\ufeffJane  Roe\r\n\r\nMüller & Söhne\n".encode())
    found = redaction(BANKAGENT_REDACTION_NAMES=str(tmp_path / "names"))
    assert found.names == ("Jane Roe", "Müller & Söhne")
    assert "Roe" not in repr(found)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not name a text file"),
        (b"\xff\xfe\xff", "does not name a text file"),
        (b"Jane Roe\nx\n", "in its line 2"),
        (b"x" * 201, "in its line 1"),
        (b"\n".join(b"n%d" % n for n in range(10, 10011)), "more than 10000 names"),
    ],
)
def test_a_dictionary_that_is_none_is_refused(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    if content is not None:
        (tmp_path / "names").write_bytes(content)
    with pytest.raises(BadSettings, match=words) as refused:
        redaction(BANKAGENT_REDACTION_NAMES=str(tmp_path / "names"))
    assert refused.value.detail.startswith("BANKAGENT_REDACTION_NAMES ")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(BadSettings, match="32 characters or more"):
        settings.load({"BANKAGENT_REDACTION_KEY": KEY[1:]}, None)


def test_tokens_are_those_of_a_request_and_with_a_key_of_all_workers() -> None:
    def token(one: Redaction, request_id: int) -> str:
        return one.redactor(request_id, "CUST-1042").redact("CUST-1042")

    keyed = [redaction(BANKAGENT_REDACTION_KEY=KEY) for _ in range(2)]
    assert token(keyed[0], 1) == token(keyed[1], 1)
    assert token(keyed[0], 1) != token(keyed[0], 2)
    unkeyed = [redaction() for _ in range(2)]
    assert token(unkeyed[0], 1) != token(unkeyed[1], 1)


def test_a_short_number_of_a_client_is_kept_since_it_may_be_a_figure() -> None:
    assert redaction().redactor(1, "2025").redact("in 2025") == "in 2025"
