"""Chunks: they partition the text, keep to their size, and follow headings and paragraphs."""

from hypothesis import given
from hypothesis import strategies as st

from bankagent.retrieval.chunks import chunks

PIECES = st.sampled_from(
    [
        "word ",
        "Sentence. ",
        "\n",
        "\n\n",
        "# Heading\n",
        "## Two\n",
        "x" * 50,
        "\t",
        "ä",
        "\U0001f600",
    ]
)


@given(st.lists(PIECES, max_size=200).map("".join), st.integers(0, 60), st.integers(8, 120))
def test_chunks_are_the_text_and_keep_to_their_size(text: str, least: int, most: int) -> None:
    found = chunks(text, least=least, most=most)
    assert "".join(found) == text
    assert all(1 <= len(one) <= most for one in found)


def test_a_chunk_is_a_paragraph_and_a_heading_stands_with_what_follows() -> None:
    text = f"# Report\n\n{'a' * 250}\n\n## Costs\n{'b' * 250}\n\n{'c' * 250}\n"
    assert chunks(text) == [
        f"# Report\n\n{'a' * 250}\n\n",
        f"## Costs\n{'b' * 250}\n\n",
        f"{'c' * 250}\n",
    ]


def test_short_paragraphs_stand_together() -> None:
    assert chunks("One.\n\nTwo.\n\nThree.\n") == ["One.\n\nTwo.\n\nThree.\n"]


def test_a_long_paragraph_is_cut_behind_a_sentence() -> None:
    found = chunks("A sentence of some length. " * 200)
    assert len(found) > 3
    assert all(one.endswith(". ") for one in found)


def test_long_texts_take_no_time() -> None:
    for text in ("\n" * 1_000_000, " " * 1_000_000, "x" * 1_000_000, "# \n" * 300_000):
        assert "".join(chunks(text)) == text
