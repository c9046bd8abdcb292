"""Plain text: what acts on a screen shows as its number, and scripts of people stay whole."""

import pytest

from bankagent.domain.plain_text import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\x1b[0m", "a\\u000ab\\u001b[0m"),
        ("abc\u202edcba\u2066", "abc\\u202edcba\\u2066"),
        ("an\u200dna", "an\\u200dna"),  # would look like another name
        ("an\u200cna", "an\\u200cna"),
        ("\u200d", "\\u200d"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("क\u094d\u200cष", "क\u094d\u200cष"),
        ("क\u094d\u200d\u200dष", "क\u094d\u200d\\u200dष"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("می\u200c", "می\\u200c"),
    ],
)
def test_a_joiner_stays_where_its_script_needs_it_and_nothing_else_acts(
    text: str, shown: str
) -> None:
    assert plain(text) == shown
