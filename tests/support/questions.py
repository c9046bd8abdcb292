"""Research questions in tests: asked of real workers, and scripts of a provider's model."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tests.support import documents, verbs
from tests.support.model_server import OPENAI, Answer, called
from tests.support.workers import Crew, wait_for

ASKED = "What dividend does the board propose for 2025?"
Script = Callable[[str, str], Answer]


def submit(workers: Crew, question: str = ASKED, **fields: Any) -> int:
    """Submit a question about a client; return the request's number."""
    client = fields.pop("client_id", documents.CLIENT)
    payload = {"question": question} | fields
    one = verbs.item(client_id=client, request_type="research_question", payload=payload)
    (answer,) = verbs.put(workers.conn, one)
    return int(answer.request_id)


def decided(workers: Crew, request_id: int, *, within_s: float = 20) -> Any:
    """Return a request once it has left `received`."""
    query = "select * from bankagent.banking_requests where id = %s and status <> 'received'"
    found = wait_for("it is decided", lambda: workers.rows(query, request_id), within_s=within_s)
    return found[0]


def ask(workers: Crew, question: str = ASKED, **fields: Any) -> Any:
    """Ask a question about a client, and return the request once it has left `received`."""
    return decided(workers, submit(workers, question, **fields))


def answer(workers: Crew, request_id: int) -> Any:
    """Return the evidence of the last evaluation: what the answer rests on."""
    query = "select known -> 'answer' as answer from bankagent.evaluations where request_id = %s"
    return workers.rows(query + " order by job_id", request_id)[-1].answer


def rules(workers: Crew, request_id: int) -> list[str]:
    query = "select fired from bankagent.evaluations where request_id = %s order by job_id"
    return [one["rule_id"] for one in workers.rows(query, request_id)[-1].fired]


def calls(tool: str, arguments: Any) -> Script:
    """Call a tool, as a model would."""

    def script(path: str, body: str) -> Answer:
        # A conversation has each id of a call once.
        call_id = f"call_{len(json.loads(body)['messages'])}"
        return Answer(called(path, tool, json.dumps(arguments), call_id))

    return script


def searches(question: str = ASKED) -> Script:
    return calls("search_documents", {"question": question})


def answers(*claims: tuple[str, Sequence[dict[str, Any]]]) -> Script:
    """Answer with claims and their quotes, by the tool that takes the answer."""

    def script(path: str, body: str) -> Answer:
        tools = json.loads(body)["tools"]
        names = {one["function"]["name"] if path == OPENAI else one["name"] for one in tools}
        (name,) = (one for one in names if one.startswith("final_result"))
        said = [{"text": text, "quotes": [*quotes]} for text, quotes in claims]
        return calls(name, {"claims": said, "missing": []})(path, body)

    return script


def quotes_the_line_with(word: str) -> Script:
    """Answer with the line of a passage that has a word, as the model was given it."""

    def script(path: str, body: str) -> Answer:
        one = next(passage for passage in _passages(path, body) if word in passage["text"])
        line = next(line for line in one["text"].splitlines() if word in line)
        quote = {"document_id": one["document_id"], "version": one["version"], "text": line}
        return answers((line, [quote]))(path, body)

    return script


def _passages(path: str, body: str) -> list[Any]:
    """Return the passages that the last search gave the model."""
    told = reversed([*_results(path, json.loads(body)["messages"])])
    found = next(text for text in told if '"passages"' in text)
    return list(json.loads(found)["passages"])


def _results(path: str, messages: list[Any]) -> Iterator[str]:
    """Yield the results of tools that the model was given, in order."""
    if path == OPENAI:
        yield from (one["content"] for one in messages if one["role"] == "tool")
        return
    for message in messages:
        parts = message["content"] if isinstance(message["content"], list) else []
        for one in parts:
            if one["type"] == "tool_result":
                text = one["content"]
                yield text if isinstance(text, str) else text[0]["text"]
