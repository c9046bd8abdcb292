"""Modules that a copied process has from its first moment, with the routes of both apps built.

FastAPI builds routes on the first call, which costs each process 0.12 s of CPU.
"""

import procrastinate.cli
import uvicorn.main

from bankagent import asgi, worker
from bankagent.api import app

MODULES = (procrastinate.cli, uvicorn.main, worker, asgi, app)

for one in (app.app, asgi.app):
    one.openapi()
