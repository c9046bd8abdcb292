"""Rules of access: the roles of a holder, and which of them may see a page or act on it.

A route names its rule; a rule that is not in RULES does not start. Tests walk role by role over all
routes by this table, so a right is changed here and nowhere else. What an action then needs beside
the role (authority, another person, a digest) is held by the database.
"""

from collections.abc import Mapping

from bankagent.domain.caller import COMPLIANCE as COMPLIANCE_ROLE
from bankagent.domain.caller import OPERATE, READ, READ_ALL, Caller, Reviewer
from bankagent.errors import Forbidden

PUBLIC = "public"  # without a login, too
HOLDER = "holder"  # every holder of a key
REVIEWER = "reviewer"
COMPLIANCE = "compliance"  # reviewers with that role
OPERATOR = "operator"  # callers with the scope operate
AUDITOR = "auditor"  # callers that read everything
CALLER = "caller"  # callers that read their own requests

READERS = frozenset({REVIEWER, AUDITOR})

RULES: Mapping[str, frozenset[str]] = {
    "login": frozenset({PUBLIC}),
    "static": frozenset({PUBLIC}),
    "csp_report": frozenset({PUBLIC}),
    "home": frozenset({HOLDER}),
    "logout": frozenset({HOLDER}),
    "stay": frozenset({HOLDER}),
    "live": frozenset({HOLDER}),
    "api.see": frozenset({HOLDER}),
    "work.see": READERS,
    "work.move": frozenset({REVIEWER}),
    "requests.see": READERS | {CALLER},
    "request.see": READERS | {CALLER},
    "request.vote": frozenset({REVIEWER}),
    "request.comment": frozenset({REVIEWER}),
    "case.find": frozenset({REVIEWER}),
    "exceptions.see": READERS,
    "exceptions.move": frozenset({REVIEWER}),
    "exception.see": READERS,
    "exception.move": frozenset({REVIEWER}),
    "exception.comment": frozenset({REVIEWER}),
    "exception.label": frozenset({REVIEWER}),
    "exception.propose": frozenset({REVIEWER}),
    "exception.vote": frozenset({REVIEWER}),
    "exception.reopen": frozenset({REVIEWER}),
    "queues.see": READERS | {OPERATOR},
    "queues.pause": frozenset({OPERATOR}),
    "failures.see": frozenset({AUDITOR, OPERATOR}),
    "failures.requeue": frozenset({OPERATOR}),
    "policies.see": READERS,
    "policies.activate": frozenset({COMPLIANCE}),
    "authority.see": READERS,
    "authority.ask": frozenset({REVIEWER}),
    "audit.see": READERS,
    "audit.export": READERS,
    "status.see": READERS | {OPERATOR},
    "status.examine": frozenset({AUDITOR, OPERATOR}),
}


def roles_of(holder: Caller | Reviewer | None) -> frozenset[str]:
    """Return the roles that a holder has at the pages; without a login it is PUBLIC alone."""
    if holder is None:
        return frozenset({PUBLIC})
    roles = {PUBLIC, HOLDER}
    if isinstance(holder, Reviewer):
        roles |= {REVIEWER, *([COMPLIANCE] if holder.role == COMPLIANCE_ROLE else [])}
    else:
        by_scope = {OPERATE: OPERATOR, READ_ALL: AUDITOR, READ: CALLER}
        roles |= {role for scope, role in by_scope.items() if holder.may(scope)}
    return frozenset(roles)


def may(holder: Caller | Reviewer | None, rule: str) -> bool:
    """Whether a holder may use what this rule is about."""
    return not RULES[rule].isdisjoint(roles_of(holder))


def refuse_unless(holder: Caller | Reviewer | None, rule: str) -> None:
    """Refuse a holder whose roles the rule does not name.

    Raises:
        Forbidden: the text says which roles may.
    """
    if not may(holder, rule):
        roles = " or ".join(sorted(RULES[rule]))
        raise Forbidden(f"Your key does not open this. It is for the role {roles}.")
