"""A process that holds a server: prints it as JSON, waits for a line or Ctrl-C, then lets go."""

import json
import sys
from pathlib import Path

from bankagent.db.embedded import EmbeddedServer

said: list[str] = []
server = EmbeddedServer(Path(sys.argv[1]), settings={"fsync": "off"}, log=said.append)
url = server.start()
print(
    json.dumps({"url": url, "pid": server.pid, "root": str(server.root), "log": said}), flush=True
)
try:
    sys.stdin.readline()
except KeyboardInterrupt:
    print(json.dumps({"interrupted": True, "pid": server.pid}), flush=True)
print(json.dumps({"stopped": server.release()}), flush=True)
