"""Redaction of text before it leaves the bank, reversible for one request.

What has a checksum or a strict form is found by rules, names by the bank's own dictionary. A
value becomes a token such as `[IBAN_af9a000e]`, made by a keyed hash: the same value has the same
token in one request, and no token says anything without the key.
"""

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stdnum import iban

from bankagent.llm.names import form_of_names, names_by_word

GAP = "[ \\u00a0\\u202f-]?"
IBAN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}\d{{2}}(?:{GAP}[A-Za-z0-9]){{11,30}}")
TOKEN = re.compile(r"\[[A-Z]{2,8}_[0-9a-f]{8,64}(?:\.[0-9]+)?\]")


def _bare(text: str) -> str:
    return re.sub(r"[\s-]", "", text).upper()


def _mod97(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text)) % 97


def is_iban(text: str) -> bool:
    """Return whether it is an IBAN of its country, with the check digits (ISO 13616)."""
    bare = _bare(text)
    # The structure alone, by country: without it a fifth of such texts had a prefix that checks.
    return _mod97(bare[4:] + bare[:4]) == 1 and bool(iban.is_valid(bare, check_country=False))


def find_ibans(text: str, replaced: Callable[[str], str]) -> str:
    """Return the text with `replaced` of each IBAN; its end is where the check holds."""
    found, at = [], 0
    while form := IBAN.search(text, at):
        ends = (
            n
            for n in range(form.end(), form.start() + 14, -1)
            if n == len(text) or not text[n].isalnum()
        )
        end = next((n for n in ends if is_iban(text[form.start() : n])), None)
        if end is None:
            found.append(text[at : form.start() + 2])
            at = form.start() + 2
        else:
            found += [text[at : form.start()], replaced(text[form.start() : end])]
            at = end
    return "".join(found) + text[at:]


def is_lei(text: str) -> bool:
    """Return whether the check digits are those of an LEI (ISO 17442)."""
    return _mod97(text.upper()) == 1


def is_card(text: str) -> bool:
    """Return whether the digits are those of a payment card (ISO 7812, Luhn)."""
    digits = [int(digit) for digit in re.sub(r"\D", "", text)]
    doubled = [sum(divmod(2 * n, 10)) if i % 2 else n for i, n in enumerate(digits[::-1])]
    return sum(doubled) % 10 == 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of value: the form that finds it, and the check that it must pass."""

    kind: str
    form: re.Pattern[str]
    holds: Callable[[str], bool] = lambda _: True


# The order matters: what an earlier rule took is a token to a later one.
SECRETS = (
    Rule(
        "SECRET",
        re.compile(
            r"\bsk-[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}"
            r"|\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}"
            r"|\bpostgres(?:ql)?://[^\s:/@]+:[^\s@]+@[^\s\"']*[\w/]"
            r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?"
        ),
    ),
    Rule("EMAIL", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}\b")),
)
RULES = (
    # The first digits are those of the card schemes: a long figure is no card.
    Rule(
        "CARD",
        re.compile(rf"(?<![\w.,])(?:[456]\d|2[2-7]|3[4-7])(?:{GAP}\d){{11,17}}(?![\w]|[.,]\d)"),
        is_card,
    ),
    Rule("LEI", re.compile(r"\b[A-Z0-9]{18}\d{2}\b"), is_lei),
    Rule("SSN", re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")),
    Rule(
        "PHONE",
        re.compile(r"(?<![\w.])\+\d{1,3}[ .-]?(?:\(?\d{1,4}\)?[ .-]?){2,5}\d{2,4}\b"),
    ),
)


class Redactor:
    """The values of one request that were redacted, and the way back."""

    def __init__(
        self, key: bytes, names: Iterable[str] = (), own_names: Iterable[str] = ()
    ) -> None:
        """Make a redactor.

        Args:
            key: secret of this request, 16 bytes or more; the same key gives the same tokens.
            names: the bank's dictionary, such as names of clients and owners; at most 10,000.
            own_names: names of this request, such as its client's number; found before the others.

        Raises:
            ValueError: the key is too short, or there are too many names.
        """
        if len(key) < 16:  # noqa: PLR2004
            raise ValueError("the key of a redactor needs 16 bytes")
        self._key = key
        self._values: dict[str, str] = {}
        self._tokens: dict[tuple[str, str], str] = {}
        self._names = (names_by_word(tuple(own_names)), names_by_word(tuple(names)))

    @property
    def counts(self) -> dict[str, int]:
        """The number of different values by kind, which may be recorded: it shows none."""
        return dict(Counter(kind for kind, _ in self._tokens))

    def __repr__(self) -> str:
        return f"Redactor({self.counts})"

    def redact(self, text: str) -> str:
        """Return the text with a token in the place of each value."""
        for names in self._names:
            if form := form_of_names(text, names):
                text = self._by(Rule("NAME", form), text)
        for rule in SECRETS:
            text = self._by(rule, text)
        text = find_ibans(text, lambda value: self._token("IBAN", value))
        for rule in RULES:
            text = self._by(rule, text)
        return text

    def restore(self, text: str) -> str:
        """Return the text with the values in the place of this request's tokens."""
        return TOKEN.sub(lambda found: self._values.get(found[0], found[0]), text)

    def _by(self, rule: Rule, text: str) -> str:
        def token(found: re.Match[str]) -> str:
            return self._token(rule.kind, found[0]) if rule.holds(found[0]) else found[0]

        return rule.form.sub(token, text)

    def _token(self, kind: str, value: str) -> str:
        if known := self._tokens.get((kind, value)):
            return known
        bare = re.sub(r"[\s\u00a0\u202f-]", "", value).casefold()
        stamp = hmac.new(self._key, f"{kind}:{bare}".encode(), hashlib.sha256).hexdigest()[:8]
        token, n = f"[{kind}_{stamp}]", 1
        # Another way to write it, or another value by chance: it must come back as it was.
        while token in self._values:
            n += 1
            token = f"[{kind}_{stamp}.{n}]"
        self._values[token] = value
        self._tokens[kind, value] = token
        return token
