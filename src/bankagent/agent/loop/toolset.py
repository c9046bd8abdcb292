"""Tools of an agent as pydantic-ai takes them: exact arguments, and each call is a step."""

from typing import Any

from pydantic_ai import ApprovalRequired, ModelRetry, RunContext
from pydantic_ai.tools import ToolDefinition
from pydantic_ai.toolsets import AbstractToolset, ToolsetTool

from bankagent.agent import canonical
from bankagent.agent.run import Run
from bankagent.agent.tools import Tool
from bankagent.domain import exact_json
from bankagent.domain.agent import PendingCall, ToolCall
from bankagent.domain.exact_json import JsonValue

# Invalid calls that a model may make one after another before its run ends without an answer.
RETRIES = 3


class Arguments:
    """Validator of a tool's arguments, with the interface of pydantic's; numbers stay exact."""

    def __init__(self, tool: Tool) -> None:
        self._form = tool.arguments

    def validate_json(self, input: str | bytes | bytearray, **_: Any) -> dict[str, Any]:
        """Return valid arguments and their canonical text; else tell the model what is wrong."""
        text = input if isinstance(input, str) else bytes(input).decode(errors="replace")
        try:
            valid, canonical_text = canonical.parsed(text, self._form)
        except canonical.Invalid as wrong:
            raise ModelRetry(f"This is an invalid call, and nothing was done. {wrong}") from None
        return {"valid": valid, "canonical": canonical_text}

    def validate_python(self, input: Any, **more: Any) -> dict[str, Any]:
        """Do the same for arguments that came parsed."""
        return self.validate_json(canonical.as_text(input), **more)


class Tools(AbstractToolset[None]):
    """The tools of one run."""

    def __init__(self, tools: dict[str, Tool], run: Run) -> None:
        self._tools = tools
        self._run = run

    @property
    def id(self) -> str:
        """The name of the toolset."""
        return "bankagent"

    async def get_tools(self, ctx: RunContext[None]) -> dict[str, ToolsetTool[None]]:  # noqa: ARG002
        """Return the tools; they run one after another, so that a replay has the same order."""
        return {
            name: ToolsetTool(
                toolset=self,
                tool_def=ToolDefinition(
                    name=name,
                    description=tool.description,
                    parameters_json_schema=dict(tool.schema()),
                    sequential=True,
                ),
                max_retries=RETRIES,
                args_validator=Arguments(tool),
            )
            for name, tool in self._tools.items()
        }

    async def call_tool(
        self,
        name: str,
        tool_args: dict[str, Any],
        ctx: RunContext[None],
        tool: ToolsetTool[None],  # noqa: ARG002
    ) -> Any:
        """Return the result of a call as JSON text."""
        called = self._tools[name]
        text = tool_args["canonical"]
        call = ToolCall(
            name,
            self._run.number("tool", name),
            ctx.tool_call_id or "",
            called.effect,
            self._run.number("effect", name, text),
            text,
        )
        is_asked_for = call.sha256 in called.asked_for and call.effect_number == 1
        if called.needs_approval and not is_asked_for:
            refused = await self._unapproved(call)
            if refused is not None:
                return refused
        return await self._run.tool(called, call, tool_args["valid"])

    async def _unapproved(self, call: ToolCall) -> str | None:
        """Wait for an approval, or return what a denial tells the model; None goes on.

        A verdict on other arguments than these is none.
        """
        asked: JsonValue = {
            "tool_call_id": call.tool_call_id,
            "name": call.name,
            "arguments_sha256": call.sha256,
            "arguments": exact_json.loads(call.arguments),
        }
        await self._run.note("approval", call.name, call.sha256, asked)
        verdict = self._run.verdict(call)
        if verdict is None:
            pending = PendingCall(call.tool_call_id, call.name, call.arguments, call.sha256)
            self._run.waits_for.append(pending)
            raise ApprovalRequired
        if verdict.approved:
            return None
        return exact_json.dumps({"denied": verdict.comment or "People denied this call."})
