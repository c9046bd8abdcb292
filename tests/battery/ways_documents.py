"""Ways in of documents: stored, read, searched and withdrawn over HTTP, stored by psql."""

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way_by_psql


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
