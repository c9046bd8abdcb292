"""A process that holds a server: prints it as JSON, waits for a line or Ctrl-C, then lets go."""

import json
import signal
import sys
from pathlib import Path

from bankagent.db.embedded import EmbeddedServer


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


# Whoever is started in the background of a shell inherits that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

said: list[str] = []
server = EmbeddedServer(Path(sys.argv[1]), settings={"fsync": "off"}, log=said.append)
url = server.start()
try:
    say(url=url, pid=server.pid, root=str(server.root), log=said)
    sys.stdin.readline()
except KeyboardInterrupt:
    say(interrupted=True, pid=server.pid)
say(stopped=server.release())
