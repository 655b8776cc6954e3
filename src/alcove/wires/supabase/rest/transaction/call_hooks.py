"""Hooks of function calls: what PostgreSQL must not see of the arguments, or does not know of the result."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import msgspec

from alcove.wires.supabase.rest.caller import Caller
from alcove.wires.supabase.rest.plan.call_model import Arguments, CallPlan, JsonArguments, TextArguments
from alcove.wires.supabase.rest.query.model import ResultRow
from alcove.wires.supabase.rest.respond.media import ResponseFormat
from alcove.wires.supabase.rest.schema_cache.model import QualifiedName

CallValues: TypeAlias = Mapping[str, Any]
"""Arguments by the names of their parameters: JSON values, or texts of a query string or form."""


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """The arguments that were sent, and by whom."""

    arguments: CallValues
    caller: Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHook:
    """What is done before and after calls of a function; None does nothing. Both may raise RestError and AppError.

    `convert_arguments` returns the arguments that PostgreSQL gets. `convert_result` returns what the caller gets for a
    JSON value that the function returned to the arguments that were sent. Whether the caller may call the function is
    decided by PostgreSQL, after the first and before the second.
    """

    convert_arguments: Callable[[ReceivedCall], CallValues] | None = None
    convert_result: Callable[[Any, ReceivedCall], Awaitable[Any]] | None = None


CallHooks: TypeAlias = Mapping[QualifiedName, CallHook]


class HookedCall:
    """One call of a function with a hook."""

    def __init__(self, hook: CallHook, *, caller: Caller) -> None:
        self._hook = hook
        self._call = ReceivedCall({}, caller)

    def can_convert(self, response_format: ResponseFormat) -> bool:
        """Return whether the result can be converted in this form: only JSON can."""
        return self._hook.convert_result is None or response_format.kind in ("json", "object")

    def convert_arguments(self, plan: CallPlan) -> CallPlan:
        """Return the plan with the converted arguments."""
        self._call = replace(self._call, arguments=_read_arguments(plan.arguments))
        if self._hook.convert_arguments is None or not self._call.arguments:
            return plan
        values = self._hook.convert_arguments(self._call)
        return replace(plan, arguments=_replace_arguments(plan.arguments, values))

    async def convert_result(self, row: ResultRow) -> ResultRow:
        """Return the row with the converted result, unless the body is not wanted."""
        if self._hook.convert_result is None or not row.body:
            return row
        result = await self._hook.convert_result(msgspec.json.decode(row.body), self._call)
        return replace(row, body=msgspec.json.encode(result))


def _read_arguments(arguments: Arguments) -> CallValues:
    """Return the arguments by name; none where the body is no object, which PostgreSQL then refuses."""
    if isinstance(arguments, TextArguments):
        return {argument.parameter.name: argument.value for argument in arguments.arguments}
    if not isinstance(arguments, JsonArguments):
        return {}
    try:
        body = msgspec.json.decode(arguments.text)
    except (msgspec.DecodeError, RecursionError):
        return {}
    if arguments.is_array:
        body = body[0] if isinstance(body, list) and body else None
    return body if isinstance(body, dict) else {}


def _replace_arguments(arguments: Arguments, values: CallValues) -> Arguments:
    if isinstance(arguments, TextArguments):
        texts = (replace(argument, value=values[argument.parameter.name]) for argument in arguments.arguments)
        return TextArguments(arguments=tuple(texts))
    if isinstance(arguments, JsonArguments):
        return replace(arguments, text=msgspec.json.encode(values).decode(), is_array=False)
    return arguments
