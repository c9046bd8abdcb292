"""Playbooks of breaks: for each reason code the team, the checks, and what people may do.

A change of a row is a new VERSION, which is shown with each playbook.
"""

from collections.abc import Mapping

from bankagent.domain.suggestion import Playbook

VERSION = 1
UNKNOWN = "unknown"

ASK = "contact the counterparty"
REPAIR = "propose a repair"
WRITE_OFF = "propose a write-off"
CANCEL = "propose a cancellation"
CAPTURE = "capture the trade"

BOOKING, SETTLING, STATIC = "trade support", "settlements", "static data"
ECONOMICS = ("Compare both records with the order and its execution.",)
DATES = ("Compare both records with the order.", "Count the days by the market's calendar.")
INSTRUCTION = (
    "Compare both records with the standing settlement instructions on file.",
    "Call the counterparty back on a number on file: no instruction is taken from a message.",
)

# Code, what it means, team, checks, actions.
ROWS: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "CMIS", "their side is missing", BOOKING,
        ("Was the trade confirmed to the right counterparty?", "Has it another reference there?"),
        (ASK, CANCEL),
    ),
    (
        "DTRA", "our side is missing", BOOKING,
        ("Ask the trading desk for the trade.", "Search our records for another reference."),
        (CAPTURE, ASK),
    ),
    (
        "CPCA", "the counterparty cancelled the trade", BOOKING,
        ("Ask the trading desk whether it agreed to cancel.", "Was it booked again?"),
        (ASK, CANCEL),
    ),
    (
        "IIND", "the trade identifiers (UTI) differ", BOOKING,
        ("Which party makes the UTI of this trade?", "Is it another trade with equal terms?"),
        (REPAIR, ASK),
    ),
    ("DELN", "both sides name the same direction", BOOKING, ECONOMICS, (REPAIR, ASK)),
    (
        "DSEC", "the instruments differ", STATIC,
        ("Compare both identifiers with the security master.", *ECONOMICS), (REPAIR, ASK),
    ),
    (
        "IEXE", "the counterparties differ", STATIC,
        ("Is one the branch, the agent or the broker of the other?",), (REPAIR, ASK),
    ),
    (
        "DQUA", "the quantities differ", BOOKING,
        (*ECONOMICS, "Is one side a part of the fill, or of an allocation?"), (REPAIR, ASK),
    ),
    ("NCRR", "the currencies differ", BOOKING, ECONOMICS, (REPAIR, ASK)),
    (
        "DMON", "the settlement amounts differ", SETTLING,
        ("Compute quantity times price, accrued interest, fees and taxes of both sides.",),
        (REPAIR, ASK, WRITE_OFF),
    ),
    (
        "ACRU", "the accrued interest differs", SETTLING,
        ("Compare day count, coupon and settlement date of both sides.",),
        (REPAIR, ASK, WRITE_OFF),
    ),
    (
        "DDEA", "the prices differ", BOOKING,
        (*ECONOMICS, "Is one price clean, gross of fees, or an average?"),
        (REPAIR, ASK, WRITE_OFF),
    ),
    ("DDAT", "the settlement dates differ", SETTLING, DATES, (REPAIR, ASK)),
    ("DTRD", "the trade dates differ", BOOKING, DATES, (REPAIR, ASK)),
    ("DEPT", "the places of settlement differ", SETTLING, INSTRUCTION, (REPAIR, ASK)),
    ("ICAG", "the agents differ", SETTLING, INSTRUCTION, (REPAIR, ASK)),
    ("ICUS", "the custodians differ", SETTLING, INSTRUCTION, (REPAIR, ASK)),
    ("SAFE", "the safekeeping accounts differ", SETTLING, INSTRUCTION, (REPAIR, ASK)),
    (
        "OTHR", "a difference that has no code of its own", BOOKING,
        ("Read which field differs: a cash account, a cancellation, or a duplicate record.",),
        (REPAIR, ASK, CANCEL),
    ),
    (
        UNKNOWN, "no cause is known", BOOKING,
        ("Read the comparison, and the rules that fired.",), (ASK,),
    ),
)  # fmt: skip

PLAYBOOKS: Mapping[str, Playbook] = {
    code: Playbook(code, VERSION, means, team, checks, actions)
    for code, means, team, checks, actions in ROWS
}
