"""Calls: from a parsed request to a plan with the function that is meant and its arguments."""

from collections.abc import Collection, Sequence

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.plan.call_model import (
    Arguments,
    BodyArgument,
    CallPlan,
    JsonArguments,
    NoArguments,
    TextArgument,
    TextArguments,
)
from alcove.wires.supabase.rest.plan.model import call_source
from alcove.wires.supabase.rest.plan.read import plan_read
from alcove.wires.supabase.rest.plan.write_errors import MaxAffectedNeedsRows
from alcove.wires.supabase.rest.plan.write_model import AccessMode
from alcove.wires.supabase.rest.request.model import FunctionTarget, JsonPayload, Preferences, RestRequest
from alcove.wires.supabase.rest.schema_cache.find_function import find_function, takes_body
from alcove.wires.supabase.rest.schema_cache.model import Function, QualifiedName, SchemaCache


def plan_call(request: RestRequest, *, cache: SchemaCache, config: RestConfig) -> CallPlan:
    """Return the plan of a GET, HEAD or POST of a function.

    FunctionNotFound, FunctionAmbiguous, MaxAffectedNeedsRows, and what a read raises.
    """
    if not isinstance(request.target, FunctionTarget):
        raise TypeError("a call has a function as its target")
    name = QualifiedName(request.schema, request.target.name)
    is_post = request.method == "POST"
    function = find_function(
        cache,
        name,
        arguments=_argument_names(request),
        content_type=request.content_type.name if is_post else None,
    )
    return CallPlan(
        function=function,
        arguments=_plan_arguments(request, function),
        read=plan_read(
            request.query, cache=cache, config=config, root=call_source(function, cache=cache), window=request.window
        ),
        access_mode=_access_mode(function, is_post=is_post),
        settings=function.settings,
        isolation=function.isolation,
        max_affected=_max_affected(request.preferences, function),
    )


def _access_mode(function: Function, *, is_post: bool) -> AccessMode:
    return "read write" if is_post and function.volatility == "volatile" else "read only"


def _max_affected(preferences: Preferences, function: Function) -> int | None:
    if preferences.handling != "strict" or preferences.max_affected is None:
        return None
    if not function.returns.is_set:
        raise MaxAffectedNeedsRows
    return preferences.max_affected


def _argument_names(request: RestRequest) -> Collection[str]:
    if request.method != "POST":
        return {name for name, _ in request.query.arguments}
    if request.query.columns is not None:
        return set(request.query.columns)
    return set(request.payload.keys or ()) if isinstance(request.payload, JsonPayload) else ()


def _plan_arguments(request: RestRequest, function: Function) -> Arguments:
    payload = request.payload
    if request.method != "POST":
        return _plan_texts(function, request.query.arguments)
    if takes_body(function):
        return _plan_body(request, function)
    if not isinstance(payload, JsonPayload):
        return NoArguments()
    if payload.form is not None:
        return _plan_texts(function, payload.form)
    names = _argument_names(request)
    parameters = tuple(parameter for parameter in function.parameters if parameter.name in names)
    if not parameters:
        return NoArguments()
    return JsonArguments(text=payload.text.decode(), is_array=payload.is_array, parameters=parameters)


def _plan_body(request: RestRequest, function: Function) -> Arguments:
    payload, parameter = request.payload, function.parameters[0]
    if payload is None:
        return BodyArgument(parameter=parameter, body=b"" if parameter.type == "bytea" else "")
    if isinstance(payload, JsonPayload):
        return BodyArgument(parameter=parameter, body=payload.text.decode())
    is_binary = payload.kind == "bytea"
    return BodyArgument(parameter=parameter, body=payload.body if is_binary else payload.body.decode())


def _plan_texts(function: Function, pairs: Sequence[tuple[str, str]]) -> Arguments:
    arguments = []
    for parameter in function.parameters:
        values = tuple(value for name, value in pairs if name == parameter.name)
        if values:
            value = values if parameter.variadic else values[-1]
            arguments.append(TextArgument(parameter=parameter, value=value))
    return TextArguments(arguments=tuple(arguments)) if arguments else NoArguments()
