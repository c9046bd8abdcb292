"""Keys as text: what is a key, what is not, and where its secret must not show."""

import base64
import hashlib
import zlib

from hypothesis import given
from hypothesis import strategies as st

from bankagent.domain.api_key import BASE62, ApiKey, checksum


def test_a_key_reads_back_as_itself() -> None:
    for kind in ("caller", "reviewer"):
        key = ApiKey.new(kind)
        assert ApiKey.parse(key.text) == key
        assert key.text.startswith(f"bak_{kind}_{key.id}_")
        assert len(key.text) == len(f"bak_{kind}_") + 8 + 1 + 43 + 1 + 6
        assert len(base64.urlsafe_b64decode(key.secret + "=")) == 32


def test_two_keys_have_nothing_in_common() -> None:
    keys = [ApiKey.new("caller") for _ in range(100)]
    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 100


def test_the_checksum_is_crc_32_in_base_62() -> None:
    for text in ("", "bak_caller_x", "ä"):
        number = 0
        for digit in checksum(text):
            number = number * 62 + BASE62.index(digit)
        assert number == zlib.crc32(text.encode())
        assert len(checksum(text)) == 6


@given(st.data())
def test_one_wrong_character_is_no_key(data: st.DataObject) -> None:
    text = ApiKey.new("caller").text
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(max_codepoint=0x2FF).filter(lambda c: c != text[place]))
    assert ApiKey.parse(text[:place] + other + text[place + 1 :]) is None


@given(st.text())
def test_any_other_text_is_no_key(text: str) -> None:
    assert ApiKey.parse(text) is None


def test_nothing_may_stand_before_or_after_a_key() -> None:
    text = ApiKey.new("caller").text
    for wrong in (f" {text}", f"{text} ", f"{text}\n", text[:-1], text.upper(), text * 2):
        assert ApiKey.parse(wrong) is None


def test_the_secret_shows_in_no_repr_and_only_its_hash_is_kept() -> None:
    key = ApiKey.new("reviewer")
    assert key.secret not in f"{key!r} {key}"
    assert key.secret_sha256 == hashlib.sha256(key.secret.encode()).hexdigest()
