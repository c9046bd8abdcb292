"""Readings of requests whose data are about persons: each is itself recorded, wherever it is read.

A caller that reads its own requests by the API is a program that has sent the data; a page is read
by a person, also with the key of a caller.
"""

from bankagent.db.gateway import Gateway
from bankagent.domain.caller import Caller, Reviewer
from bankagent.store.requests import readings
from bankagent.store.requests.readings import Reading

ABOUT_PERSONS = ("client_onboarding",)
# Of these the first reading by a caller, after the approval, is the first use of the answer.
ANSWERED = ("research_question",)


async def note(gateway: Gateway, reader: str, *request_ids: int) -> None:
    """Note that a person read those of these requests that are about persons.

    Raises:
        Forbidden: the reader is no holder of a key any more.
        Unavailable: the database is away; nothing was noted, so that nothing may be shown.
    """
    if request_ids:
        await gateway.ask(readings.note, request_ids, request_types=ABOUT_PERSONS, actor=reader)


async def note_by_api(gateway: Gateway, reader: Caller | Reviewer, *request_ids: int) -> None:
    """Note a reading by the API, unless its caller reads its own requests."""
    if reader.sees is None:
        await note(gateway, reader.name, *request_ids)


async def note_use(gateway: Gateway, reader: Caller, request_id: int) -> None:
    """Note that a caller got an approved answer.

    Raises:
        Forbidden, Unavailable: as of note.
    """
    await gateway.ask(readings.note, [request_id], request_types=ANSWERED, actor=reader.name)


async def of_request(gateway: Gateway, request_id: int) -> list[Reading]:
    """Return the latest 50 readings of a request, the newest first."""
    return await gateway.ask(readings.latest, request_id)
