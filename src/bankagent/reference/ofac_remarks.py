"""Remarks of OFAC's entries: weak aliases, birth dates and identifiers, parted by semicolons."""

import re
from collections.abc import Iterator
from datetime import datetime

# OFAC's word for a weak alias: the name in single quotes. It ends the remarks or a part of them.
WEAK_ALIAS = re.compile(r"(?:^|; )a\.k\.a\. '(.+?)'(?=[.;]|$)")
BIRTH_DATE = re.compile(r"(?:alt\. )?DOB (?P<circa>circa )?(?P<when>[0-9A-Za-z ]+)", re.ASCII)
BIRTH_FORMS = {"%d %b %Y": "%Y-%m-%d", "%b %Y": "%Y-%m", "%Y": "%Y"}
IDENTIFIER = re.compile(
    r"(?:alt\. )?"
    r"(?P<type>Passport|Cedula No\.|NIT|C\.U\.R\.P\.|R\.F\.C\.|National ID No\.|RUC"
    r"|Registration ID|Tax ID No\.|SWIFT/BIC|D\.N\.I\.|D-U-N-S Number|Folio Mercantil No\."
    r"|Matricula Mercantil No|Vessel Registration Identification|MMSI|Identification Number"
    r"|Registration Number|Business Registration Document|Company Number|SSN|C\.R\. No\."
    r"|Legal Entity Number"
    r"|Driver's License No\.|Diplomatic Passport|Government Gazette Number|Kenyan ID No\.)"
    r"(?: #)? (?P<value>[^()]*[0-9A-Z][^()]*?)"
    r"(?: \((?P<country>[^()]+)\))?(?: (?:issued|expires) .*)?"
)


def weak_aliases(remarks: str) -> list[str]:
    """Return the names of weak aliases.

    >>> weak_aliases("DOB 1946; a.k.a. 'BNC'; a.k.a. 'O'NEIL'.")
    ['BNC', "O'NEIL"]
    """
    return [found.strip() for found in WEAK_ALIAS.findall(remarks) if found.strip()]


def birth_dates(remarks: str) -> str | None:
    """Return the birth dates as screening_entries.birth_date has them.

    >>> birth_dates("DOB 10 Dec 1948; alt. DOB circa 1951; POB Cairo.")
    '1948-12-10; circa 1951'
    """
    found = []
    for part in _parts(remarks):
        match = BIRTH_DATE.fullmatch(part)
        when = _when(match["when"]) if match else None
        if match and when:
            found.append(f"{match['circa'] or ''}{when}")
    return "; ".join(dict.fromkeys(found)) or None


def identifiers(remarks: str) -> list[dict[str, str]]:
    """Return the identifiers, each with its type, its value and perhaps the country's name.

    >>> identifiers("Passport 304555 (Egypt); Gender Male.")
    [{'type': 'Passport', 'value': '304555', 'country': 'Egypt'}]
    """
    return [
        {name: text for name, text in match.groupdict().items() if text}
        for part in _parts(remarks)
        if (match := IDENTIFIER.fullmatch(part))
    ]


def _parts(remarks: str) -> Iterator[str]:
    return (part.strip() for part in remarks.removesuffix(".").split(";"))


def _when(text: str) -> str | None:
    for form, written in BIRTH_FORMS.items():
        try:
            return datetime.strptime(text.strip(), form).strftime(written)  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None
