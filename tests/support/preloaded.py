"""Modules that a copied process has from its first moment, with the routes of both apps built.

FastAPI builds routes on the first call, which costs each process 0.12 s of CPU. The loop of agents
costs 1.4 s to import.
"""

import procrastinate.cli
import uvicorn.main
from pydantic_ai.models import function

from bankagent import asgi, worker
from bankagent.agent.loop import work
from bankagent.api import app

MODULES = (procrastinate.cli, uvicorn.main, worker, asgi, app, work, function)

for one in (app.app, asgi.app):
    one.openapi()
