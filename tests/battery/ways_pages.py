"""Ways in of people at the pages: login, all that they read, a vote, and the logout."""

import html
import re

from tests.battery.given import BIG, CLIENT, brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way

OWN = {"Sec-Fetch-Site": "same-origin"}
REASON = "Zażółć: within the limit."
READ = ("work", "requests", "exceptions", "queues", "policies", "audit", "status")


@way
def pages(at: Installation) -> None:
    request_id = brought_to(at, "awaiting_approval", BIG)
    if at.api is None:
        raise AssertionError(f"there is no API: {at.why['api']}")
    client = at.api.client
    try:
        key = {"key": at.reviewer.key.text}
        assert client.post("/ui/login", data=key, headers=OWN).status_code == 303
        for name in READ:
            answer = client.get(f"/ui/{name}")
            assert answer.status_code == 200, (name, answer.text[-800:])
        page = client.get(f"/ui/requests/{request_id}")
        assert CLIENT in html.unescape(page.text)
        assert '6,000,000<span class="part">.0000000001</span>' in page.text
        fields = dict(re.findall(r'name="(token|digest)" value="([0-9a-f]{64})"', page.text))
        form = fields | {"verdict": "approve", "reason": REASON}
        voted = client.post(f"/ui/requests/{request_id}/votes", data=form, headers=OWN)
        assert voted.status_code == 303, voted.text[-800:]
        again = client.post(f"/ui/requests/{request_id}/votes", data=form, headers=OWN)
        # The same vote once more leads to the receipt of the first.
        assert again.status_code == 303, again.text[-800:]
        assert again.headers["location"] == voted.headers["location"]
        assert client.post("/ui/logout", data=fields, headers=OWN).status_code == 303
        assert client.get("/ui/work").status_code == 303
    finally:
        client.cookies.clear()
