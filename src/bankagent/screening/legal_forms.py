"""Legal forms of companies: one spelling for each, whatever its length and its language.

A form is often spelt otherwise than on a list: `Limited` for `LTD`, `Sociedad Anonima` for `S.A.`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# One spelling, then the other ones of a single word, in small Latin letters. The Russian forms AO,
# PAO and ZAO are not here: they are surnames too.
WORDS = """
ltd: limited
co: company cie compagnie compania companhia cia
corp: corporation
inc: incorporated
pvt: private pte
pub: public
est: establishment
ltda: limitada
ag: aktiengesellschaft
kg: kommanditgesellschaft
ab: aktiebolag
as: aktieselskab aksjeselskap
oy: osakeyhtio
gmbh: gesmbh
ojsc: oao
llc: ooo
"""
# One spelling, then the other ones of several words, where the words above have theirs already.
PHRASES = """
llc: ltd liability co; l l c; obshchestvo s ogranichennoy otvetstvennostyu
llp: ltd liability partnership
lp: ltd partnership
plc: pub ltd co
jsc: joint stock co; aktsionernoe obshchestvo
ojsc: open joint stock co; open jsc
cjsc: closed joint stock co; closed jsc
pjsc: pub joint stock co; pub jsc
gmbh: gesellschaft mit beschrankter haftung; gesellschaft mbh
sa: sociedad anonima; sociedade anonima; societe anonyme; societa anonima
sarl: societe a responsabilite limitee
srl: sociedad de responsabilidad ltda; societa a responsabilita limitata; s de rl
sas: sociedad por acciones simplificada; societe par actions simplifiee
spa: societa per azioni
sl: sociedad ltda
cv: capital variable
bv: besloten vennootschap met beperkte aansprakelijkheid; besloten vennootschap
nv: naamloze vennootschap
kk: kabushiki kaisha
sdn bhd: sendirian berhad
fze: free zone est
fzco: free zone co
"""


def _table(text: str, separator: str | None) -> dict[str, str]:
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {
        other.strip(): one
        for one, _, others in lines
        for other in others.split(separator)
        if other.strip()
    }


OF_A_WORD = _table(WORDS, None)
OF_WORDS = _table(PHRASES, ";")
# The longest first: an open joint stock company is no joint stock company with a word before it.
PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(OF_WORDS, key=len, reverse=True))})\b")
FORMS = frozenset(" ".join([*OF_A_WORD.values(), *OF_WORDS.values()]).split())
AND = "and"
# A form that is so long may have one letter changed, added or left out.
LEAST_LETTERS = 6
LONG = [word for word in OF_A_WORD if len(word) > LEAST_LETTERS]


def with_one_spelling(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a name with one spelling for each legal form, and without `and`.

    Example: `smith and sons private limited company` is `smith sons pvt ltd co`.
    """
    found = [_form(word) for word in words if word != AND] or [*words]
    if len(found) == 1:
        return tuple(found)
    return tuple(PHRASE.sub(lambda match: OF_WORDS[match[0]], " ".join(found)).split())


@lru_cache(maxsize=65_536)
def _form(word: str) -> str:
    found = OF_A_WORD.get(word)
    if found is None and len(word) >= LEAST_LETTERS:
        # A changed letter must not make a rare word of the most common one.
        near = process.extractOne(word, LONG, scorer=OSA.distance, score_cutoff=1)
        found = OF_A_WORD[near[0]] if near else None
    return found or word
