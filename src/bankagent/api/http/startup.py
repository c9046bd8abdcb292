"""Failed starts of the API: one sentence, where the server would print a stack trace."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bankagent import logs
from bankagent.errors import BankagentError


class StartupErrors:
    """Middleware that reports a failed start in one sentence, in place of the stack trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; replace the message of a failed start."""
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        failed: Message | None = None

        async def hold_back_a_failure(message: Message) -> None:
            nonlocal failed
            if message["type"] == "lifespan.startup.failed":
                failed = message
            else:
                await send(message)

        try:
            await self._app(scope, receive, hold_back_a_failure)
        except BaseException as error:
            if failed is None:
                raise
            # The server's own message is a stack trace, which has the error's text.
            why = f"{type(error).__name__} in {logs.location(error)}"
            if isinstance(error, BankagentError):
                why = error.detail
            await send({**failed, "message": f"bankagent: {why}"})
            if not isinstance(error, BankagentError):
                raise
