"""Ways in of documents: over HTTP, by the command and by psql; the clearances of readers."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql
from tests.support.exact import parsed

URL = "/documents"


@way
def documents(at: Installation) -> None:
    """One is stored, replayed, listed, found, read and withdrawn."""
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


@way
def document_commands(at: Installation) -> None:
    key = {"BANKAGENT_KEY": at.caller.key.text}
    of_client = ("--client", CLIENT)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "Zażółć.md"
        file.write_text("Revenue of Zażółć rose to 12.4 million in FY2024.", encoding="utf-8")
        add = ("documents", "add", str(file), *of_client, "--json")
        stored = parsed(at.command(*add, **key).stdout)
        assert parsed(at.command(*add, **key).stdout) == stored
    number = str(stored["document_id"])
    assert file.name in at.command("documents", "list", *of_client, **key).stdout
    search = ("documents", "search", "Zażółć", *of_client, "--document", number, "--json")
    (passage,) = parsed(at.command(*search, **key).stdout)["passages"]
    shown = at.command("documents", "show", number, "--version", "1", **key).stdout
    assert passage["text"] in shown
    withdraw = ("documents", "withdraw", number, "--reason", "Over.")
    assert "is withdrawn up to version 1." in at.command(*withdraw, **key).stdout
    assert parsed(at.command(*search, **key).stdout)["passages"] == []


@way
def clearances_of_readers(at: Installation) -> None:
    for kind, reader in (("caller", at.caller), ("reviewer", at.reviewer)):
        clear = ("documents", "clear", kind, reader.name, "mnpi", "--reason", "Zażółć.")
        assert "up to mnpi" in at.command(*clear).stdout
        assert reader.name in at.command("documents", "clearances").stdout
    house = f"{URL}?house_wide=true&classification=mnpi&name=deal"
    number = at.ask("POST", house, 201, text="The deal closes in June.")["document_id"]
    at.call("GET", f"{URL}/{number}", by=at.reviewer)
    at.command(*clear[:4], "confidential", "--reason", "The deal is over.")
    at.call("GET", f"{URL}/{number}", 404, by=at.reviewer)


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
    (number,) = at.psql("operator", "select document_id from ops.documents where name = 'psql'")
    reader = f"'reviewer', 'nobody', null, '{CLIENT}', array[{number}]"
    searched = f"select version, is_redacted from ops.searched_documents({reader})"
    assert at.psql("auditor", searched) == ["1|f"]
    keep = (
        "select bankagent.keep_embeddings(repeat('ab', 32), array_agg(c.id), "
        "array_agg(decode('003c', 'hex'))) from bankagent.document_chunks as c "
        f"where c.document_id = {number};"
    )
    assert at.psql("operator", keep * 2) == ["1", "0"]
    withdraw = f"select version from bankagent.withdraw_document({number}, 'Zażółć.');"
    assert at.psql("operator", withdraw * 2) == ["1", "1"]


@way_by_psql
def functions_of_search(at: Installation) -> None:
    words = "select bankagent.search_words('Zażółć FY2024 rising')"
    assert at.psql("auditor", words) == ["'2024':3 'fy':2 'rise':4 'zażółć':1"]
    query = "select bankagent.search_query(E'It''s the back\\\\slash & rising!')"
    assert at.psql("auditor", query) == ["'back' | 'rise' | 'slash'"]
    of_mnpi = "select bankagent.classification_level('mnpi')"
    of_nobody = "select bankagent.clearance_of('reviewer', 'nobody', null)"
    assert at.psql("auditor", f"{of_mnpi}; {of_nobody};") == ["4", "confidential"]
