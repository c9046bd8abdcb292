"""Questions for search: cleaned and bounded. search_query makes the query of them in SQL.

The query finds any of the words (OR), with letters apart from digits: FY2018 is FY and 2018.
"""

from bankagent.errors import BadRequest, Finding
from bankagent.retrieval.clean import clean
from bankagent.retrieval.limits import MOST_QUESTION, MOST_WORDS


def question(text: str) -> str:
    """Return the words of a question that search compares, at most 100 of them, each once.

    Raises:
        BadRequest: the question has no character that can be seen, NUL, or too many.
    """
    cleaned = clean(text)
    if "\x00" in text or len(text) > MOST_QUESTION or not cleaned.text.strip():
        expected = f"must have 1 to {MOST_QUESTION:,} characters, without NUL"
        raise BadRequest("The question cannot be searched for.", findings=[Finding("q", expected)])
    return " ".join(list(dict.fromkeys(cleaned.text.split()))[:MOST_WORDS])
