"""Cases of onboarding with all documents, sent by a caller and decided as a worker does."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support import rows, verbs
from tests.support.databases import Database
from tests.support.decisions import decide_all
from tests.support.onboarding import EXTRACT as TWELVE_MONTHS_AT_MOST
from tests.support.onboarding import OWNER, PASSPORT, case, client
from tests.support.rows import Conn

EXTRACT = TWELVE_MONTHS_AT_MOST | {"issued": str(datetime.now(UTC).date() - timedelta(days=30))}
ARTICLES = EXTRACT | {
    "document_id": "D-3", "type": "articles_of_association", "meets": ["articles"],
    "sha256": "c" * 64,
}  # fmt: skip
BERTA = OWNER | {"name": "Berta Beispiel", "ownership_pct": "100"}
MEDIUM = client(products=["derivatives"], channel="introducer")


def quiet(**others: Any) -> dict[str, Any]:
    """A case of low risk with all its documents, but for other values at its top."""
    return case(**{"parties": [BERTA], "documents": [PASSPORT, EXTRACT, ARTICLES]} | others)


async def sent(
    db: Database, dba: Conn, payload: dict[str, Any], *, maker: str = "desk-1", of: str = "CUST-1"
) -> int:
    """Submit a case of this client as this caller, and decide it; return its number."""
    item = verbs.item(request_type="client_onboarding", payload=payload, client_id=of, actor=maker)
    (answer,) = verbs.put(dba, item)
    await decide_all(db)
    return int(answer.request_id)


def result(dba: Conn, request_id: int) -> dict[str, Any]:
    """Return the last result of a request."""
    found: dict[str, Any] = rows.entries(dba, request_id)[-1].result
    return found


def fired(dba: Conn, request_id: int) -> set[str]:
    """Return the ids of the rules that fired."""
    return {one["rule_id"] for one in result(dba, request_id)["reasons"]}
