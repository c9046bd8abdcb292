"""A server that speaks the protocols of OpenAI and Anthropic, and misbehaves on demand.

Numbers stay the text that the test wrote: answers are made of strings, and bodies are kept as
they came.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

OPENAI, ANTHROPIC = "/v1/chat/completions", "/v1/messages"
COMPLETION = (
    '{"id":"c1","object":"chat.completion","created":1790000000,"model":"m","choices":[{"index":0,'
    '"finish_reason":"%s","message":{"role":"assistant","content":%s%s}}],'
    '"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}'
)
MESSAGE = (
    '{"id":"m1","type":"message","role":"assistant","model":"m","content":[%s],'
    '"stop_reason":"%s","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":7}}'
)


@dataclass
class Answer:
    """What the server does with the next call."""

    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0
    cut_at: int | None = None  # bytes after which the connection ends
    drip_s: float = 0  # seconds between single bytes


class ModelServer:
    """The running server: its URL, the calls that came, and the answers to come.

    `usual` answers a call for which no answer is to come.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[tuple[str, dict[str, str], str]] = []
        self.answers: list[Answer | Callable[[str, str], Answer]] = []
        self.usual: Callable[[str, str], Answer] = lambda path, _: Answer(said(path, "Hello."))

    def answer(self, path: str, body: str) -> Answer:
        nxt = self.answers.pop(0) if self.answers else self.usual
        return nxt(path, body) if callable(nxt) else nxt

    @property
    def bodies(self) -> list[str]:
        return [body for _, _, body in self.calls]


def said(path: str, text: str) -> str:
    """Return an answer with this text, in the protocol of the path."""
    quoted = json.dumps(text)
    if path == OPENAI:
        return COMPLETION % ("stop", quoted, "")
    return MESSAGE % (f'{{"type":"text","text":{quoted}}}', "end_turn")


def called(path: str, tool: str, arguments: str, call_id: str = "call_1") -> str:
    """Return an answer that calls a tool with these arguments, as the JSON text is."""
    if path == OPENAI:
        calls = (
            ',"tool_calls":[{"id":"%s","type":"function","function":{"name":"%s","arguments":%s}}]'
        )
        return COMPLETION % ("tool_calls", "null", calls % (call_id, tool, json.dumps(arguments)))
    use = '{"type":"tool_use","id":"%s","name":"%s","input":%s}'
    return MESSAGE % (use % (call_id, tool, arguments), "tool_use")


class Quiet(ThreadingHTTPServer):
    """A server whose clients may go away in the middle."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing on stderr."""


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """Run the server on a free port of this machine, in threads of its own."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            server.calls.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            _send(self, server.answer(self.path, body))

        def log_message(self, *_: Any) -> None:
            """Say nothing on stderr."""

    listening = Quiet(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    listening.block_on_close = False
    server = ModelServer(f"http://127.0.0.1:{listening.server_address[1]}")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    time.sleep(answer.wait_s)
    body = answer.body.encode()
    try:
        handler.send_response(answer.status)
        for name, value in {"content-type": "application/json", **answer.headers}.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        if answer.drip_s:
            for byte in body:
                handler.wfile.write(bytes([byte]))
                time.sleep(answer.drip_s)
        else:
            handler.wfile.write(body[: answer.cut_at])
    except (BrokenPipeError, ConnectionResetError):
        handler.close_connection = True
    if answer.cut_at is not None:
        handler.close_connection = True
