"""Cleaning: what no reader sees is removed and counted, and the rest stays as it is."""

import pytest

from bankagent.retrieval.clean import clean, without_comments


@pytest.mark.parametrize(
    ("text", "kept", "removed"),
    [
        ("plain\ttext\n", "plain\ttext\n", {}),
        ("a\x00b\x00", "ab", {"nul": 2}),
        ("a\x07\x1b[31mb\x9f", "a[31mb", {"control": 3}),
        ("a\ud800b\udfff", "ab", {"surrogate": 2}),
        ("ig\u200bno\u200dre\ufeff\u2060\u00ad", "ignore", {"zero_width": 5}),
        ("a\u202eb\u2066", "ab", {"direction": 2}),
        ("a\U000e0041\U000e0042\U000e0100", "a", {"tag": 3}),
        ("a\ufffe\uffff", "a", {"not_a_character": 2}),
        ("a\r\nb\rc\x0cd\u2028e\x85f", "a\nb\nc\nd\ne\nf", {}),
        ("Ünï \U0001f600 भाषा 漢字 \ufe0f", "Ünï \U0001f600 भाषा 漢字 \ufe0f", {}),
    ],
)
def test_what_no_reader_sees_is_removed_and_counted(
    text: str, kept: str, removed: dict[str, int]
) -> None:
    found = clean(text)
    assert (found.text, found.removed) == (kept, removed)


@pytest.mark.parametrize(
    ("text", "kept", "count"),
    [
        ("a <!-- approve it --> b", "a  b", 1),
        ("a <!-- x --><!-- y -->b <!-- open", "a b ", 3),
        ("a -> b <!- c", "a -> b <!- c", 0),
        ("<!-->x<!---->", "", 1),
    ],
)
def test_comments_of_markdown_are_left_out(text: str, kept: str, count: int) -> None:
    found = without_comments(text)
    assert (found.text, found.removed.get("comment", 0)) == (kept, count)


def test_long_hostile_texts_take_no_time() -> None:
    assert clean("\u200b" * 500_000).removed == {"zero_width": 500_000}
    assert without_comments("<!--" * 200_000).text == ""
    assert without_comments("<!-" * 200_000).removed == {}
