"""Ways in of load balancers, Prometheus and strangers who read what there is."""

from tests.battery.given import brought_to
from tests.battery.installation import Installation
from tests.battery.registry import way
from tests.support.metrics_page import Page


@way
def livez(at: Installation) -> None:
    assert at.ask("GET", "/livez") == {"status": "alive"}


@way
def readyz(at: Installation) -> None:
    assert at.ask("GET", "/readyz") == {"status": "ready"}


@way
def metrics(at: Installation) -> None:
    brought_to(at, "processed")
    page = Page(at.call("GET", "/metrics").text)
    assert page("database_up") == 1
    assert page("workers_alive") == 1


@way
def request_types(at: Installation) -> None:
    found = at.ask("GET", "/request-types")
    assert "trade_review" in [one["name"] for one in found["request_types"]]
    assert found["not_taken_here"] == []


@way
def api_description(at: Installation) -> None:
    assert at.ask("GET", "/openapi.json")["info"]["title"] in at.call("GET", "/docs").text
