"""Ways in of cases of onboarding: findings, a waiver with its second person, and the file."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from bankagent.domain import exact_json
from tests.battery.given import CLIENT
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support import onboarding, people
from tests.support.exact import parsed

REASON = "Zażółć: the register is late."
ARTICLES = {
    "requirement": "articles", "party": "client", "kind": "waived",
    "reason_code": "register_is_late", "reason": REASON,
}  # fmt: skip


def asking(at: Installation) -> int:
    """Submit a case that lacks a document; return its request."""
    item = {
        "client_id": CLIENT,
        "request_type": "client_onboarding",
        "payload": onboarding.case(documents=[onboarding.PASSPORT]),
    }
    request_id = int(at.ask("POST", "/requests", 201, json=item)["request_id"])
    at.wait(request_id, "needs_info")
    return request_id


@way
def cases_over_http(at: Installation) -> None:
    url = f"/requests/{asking(at)}"
    sent = {"waivers": [ARTICLES]}
    (waiver_id,) = at.ask("POST", f"{url}/findings", 201, by=at.reviewer, json=sent)["waiver_ids"]
    confirm = f"{url}/waivers/{waiver_id}/confirm"
    at.call("POST", confirm, 403, by=at.reviewer)
    ben = people.keyed(at.dba, "reviewer", "ben-of-cases", "reviewer")
    assert at.ask("POST", confirm, by=ben)["status"] == "received"
    file = at.ask("GET", f"{url}/file", by=at.reviewer)
    assert (file["request"]["client_id"], file["waivers"][0]["reason"]) == (CLIENT, REASON)


@way
def case_commands(at: Installation) -> None:
    request_id = asking(at)
    with TemporaryDirectory() as folder:
        source = Path(folder) / "żółć.json"
        source.write_text(exact_json.dumps({"waivers": [ARTICLES]}), encoding="utf-8")
        sent = ("case", "findings", str(request_id), str(source), "--json")
        (waiver_id,) = parsed(at.command(*sent).stdout)["waiver_ids"]
    file = json.loads(at.command("case", "file", str(request_id), "--json").stdout)
    assert file["waivers"][0]["id"] == waiver_id
    eva = people.keyed(at.dba, "reviewer", "eva-of-cases", "reviewer").key.text
    confirm = ("case", "confirm", str(request_id), str(waiver_id), "--json")
    assert parsed(at.command(*confirm, BANKAGENT_KEY=eva).stdout)["status"] == "received"
