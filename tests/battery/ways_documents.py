"""Ways in of documents: stored, read, searched and withdrawn over HTTP, stored by psql."""

from urllib.parse import quote

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql

URL = "/documents"


@way
def documents(at: Installation) -> None:
    """One is stored, replayed, listed, found, read and withdrawn; a caller is cleared."""
    of_client = f"client_id={quote(CLIENT)}"
    post = f"{URL}?{of_client}&name=report"
    stored = at.ask("POST", post, 201, text="Revenue rose to 12.4 million in FY2024.")
    at.call("POST", post, 200, text="Revenue rose to 12.4 million in FY2024.")
    number = stored["document_id"]
    listed = at.ask("GET", f"{URL}?{of_client}")["documents"]
    assert number in [one["document_id"] for one in listed]
    search = f"{URL}/search?{of_client}&q=revenue&document_ids={number}"
    (passage,) = at.ask("GET", search)["passages"]
    read = at.ask("GET", f"{URL}/{number}")
    assert read["text"][passage["start"] : passage["end"]] == passage["text"]
    at.call("DELETE", f"{URL}/{number}?reason=Over")
    assert at.ask("GET", search)["passages"] == []


@way_by_psql
def document_by_psql(at: Installation) -> None:
    call = (
        "select disposition from bankagent.add_document("
        f"'{CLIENT}', 'psql', 'public', 'house', 'text/plain', repeat('0', 64), "
        "array['Revenue rose in FY2024.']);"
    )
    assert at.psql("operator", call * 2) == ["created", "replayed"]
    read = "select name from ops.documents where name = 'psql'"
    assert at.psql("auditor", read) == ["psql"]
