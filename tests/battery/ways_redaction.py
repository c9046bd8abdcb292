"""Ways in of redaction: the operator asks and a DBA confirms, and the other way round."""

from tests.battery.given import brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way, way_by_psql
from tests.support import documents, rows
from tests.support.agent_work import insert
from tests.support.exact import assert_just_now, parsed

REASON = "Zażółć: erasure request."
WHY = ("--reason", REASON)
ASK = "select ask_id from bankagent.ask_redaction(%s, %s, %s)"
CONFIRM = "select agent_text_count from bankagent.confirm_redaction(%s)"


@way
def redaction_of_a_request(at: Installation) -> None:
    number = brought_to(at, "processed")
    insert(at.dba, number)
    redact = ("retention", "redact", "request", str(number), *WHY)
    asked = parsed(at.command(*redact, "--json").stdout)
    assert (asked["requests"], asked["agent_text_count"]) == ([number], 1)
    waiting = parsed(at.command("retention", "asks", "--json").stdout)[-1]
    assert (waiting["asked_by"], waiting["reason"]) == (at.logins.operator, REASON)
    assert_just_now(waiting["asked_at"])
    assert REASON in at.command("retention", "asks").stdout
    ask_id = str(asked["ask_id"])
    at.command("retention", "confirm", ask_id, code=1)
    assert rows.one(at.dba, CONFIRM, ask_id) == 1
    assert "1 redacted" in at.command("trace", "verify", str(number)).stdout
    assert "(redacted at 20" in at.command("trace", "show", str(number)).stdout
    at.command(*redact, code=1)


@way
def redaction_of_a_document(at: Installation) -> None:
    number = documents.add(at.dba, name="redacted")
    asked = at.command("retention", "redact", "document", str(number), *WHY).stdout
    assert "the text of 1 document version" in asked
    ask_id = str(rows.one(at.dba, ASK, "document", number, REASON))
    done = parsed(at.command("retention", "confirm", ask_id, "--json").stdout)
    assert (done["document_id"], done["document_text_count"]) == (number, 1)
    assert_just_now(done["redacted_at"])


@way_by_psql
def redaction_by_psql(at: Installation) -> None:
    number = documents.add(at.dba, name="redacted by psql")
    ask = f"select ask_id from bankagent.ask_redaction('document', {number}, '{REASON}');"
    assert len(at.psql("operator", ask)) == 1
    ask_id = rows.one(at.dba, ASK, "document", number, REASON)
    confirm = f"select document_text_count from bankagent.confirm_redaction({ask_id});"
    assert at.psql("operator", confirm) == ["1"]
    read = f"select state from ops.redaction_asks where ask_id = {ask_id};"
    assert at.psql("auditor", read) == ["confirmed"]
