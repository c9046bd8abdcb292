"""Cells that a spreadsheet changes when it opens and saves a CSV, without a word to its user.

Excel and LibreOffice read numbers, dates, times and truth values out of cells, and write them back
in a form of their own: 0.10 becomes 0.1, 007 becomes 7, MAR1 becomes 01-Mar, and where the decimal
point is a comma, 1.5 becomes 01. May. A whole number of at most 15 digits stays as it is.
"""

import re

WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}", re.ASCII)
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    "oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|mrz|mai|okt|dez"
)
CHANGED = re.compile(
    # Numbers, dates, times, fractions and percentages.
    r"[-+$\u20ac\u00a3(]?[ ]*[0-9.,:/' %)-]*[0-9][0-9.,:/' %)-]*"
    r"|[-+]?[0-9.,]+e[-+]?[0-9]+"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9:.+z-]+"
    r"|[0-9]{1,2}(?::[0-9]{2})*[ ]*[ap]\.?m?\.?"
    rf"|(?:{MONTHS})[ .,/-]*[0-9]{{1,4}}(?:[ .,/-]+[0-9]{{1,4}})?"
    rf"|[0-9]{{1,4}}[ .,/-]*(?:{MONTHS})\.?(?:[ .,/-]*[0-9]{{1,4}})?"
    r"|true|false",
    re.ASCII | re.IGNORECASE,
)


def is_kept(text: str) -> bool:
    """Whether a spreadsheet keeps a cell with this text as it is."""
    return WHOLE.fullmatch(text) is not None or CHANGED.fullmatch(text) is None


def is_kept_as_text(text: str) -> bool:
    """Whether a spreadsheet keeps this text, and takes it for a text."""
    return CHANGED.fullmatch(text) is None
