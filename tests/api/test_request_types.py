"""What callers find on the board."""

import httpx

from bankagent import catalog


async def test_every_type_is_listed_with_its_schema_and_a_valid_example(
    api: httpx.AsyncClient,
) -> None:
    listed = (await api.get("/request-types")).json()["request_types"]
    assert [one["name"] for one in listed] == [known.name for known in catalog.TYPES]
    for one in listed:
        assert one["payload_schema"]["properties"].keys() >= one["example"].keys()
        answer = await api.post(
            "/requests",
            json={
                "client_id": "CUST-1042",
                "request_type": one["name"],
                "payload": one["example"],
            },
        )
        assert answer.status_code == 201
