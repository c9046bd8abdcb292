"""Filters of the audit log, as the URL has them."""

from bankagent.pages import queries
from bankagent.pages.visit import Visit
from bankagent.store.operations.audit_search import AuditFilters

NAMES = ("request", "client", "actor", "action", "since", "until")


def of(visit: Visit) -> AuditFilters:
    """Return the filters of a visit.

    Raises:
        BadRequest: one of them cannot be read.
    """
    query = visit.request.query_params
    return AuditFilters(
        request_id=queries.number(query, "request", 0) or None,
        client_id=queries.text(query, "client"),
        actor=queries.text(query, "actor"),
        action=queries.text(query, "action"),
        since=queries.instant(query, "since"),
        until=queries.instant(query, "until"),
    )
