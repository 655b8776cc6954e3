"""What a request is for: its target by the path, its action by the method, its schema by the profile."""

from collections.abc import Mapping

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.request.errors import (
    FunctionMethodNotAllowed,
    InvalidPath,
    MethodNotAllowed,
    RootDisabled,
    UnknownSchema,
)
from alcove.wires.supabase.rest.request.model import Action, FunctionTarget, RootTarget, TableTarget, Target

_TABLE_ACTIONS: Mapping[str, Action] = {
    "GET": "read", "HEAD": "read", "POST": "insert", "PATCH": "update", "PUT": "upsert", "DELETE": "delete",
    "OPTIONS": "inspect",
}  # fmt: skip
_FUNCTION_ACTIONS: Mapping[str, Action] = {"GET": "call", "HEAD": "call", "POST": "call", "OPTIONS": "inspect"}
_ROOT_ACTIONS: Mapping[str, Action] = {"GET": "describe", "HEAD": "describe", "OPTIONS": "inspect"}


def parse_target(path: str, *, config: RestConfig) -> Target:
    """Return what a path names; the root is a function when the configuration says so."""
    segments = path.removeprefix("/").split("/")
    if segments == [""]:
        if config.db_root_spec is not None:
            return FunctionTarget(config.db_root_spec.rpartition(".")[2])
        if config.openapi_mode == "disabled":
            raise RootDisabled
        return RootTarget()
    if len(segments) == 1:
        return TableTarget(segments[0])
    if len(segments) == 2 and segments[0] == "rpc":
        return FunctionTarget(segments[1])
    raise InvalidPath


def choose_action(method: str, target: Target) -> Action:
    """Return what a method does with a target."""
    if isinstance(target, FunctionTarget):
        if method not in _FUNCTION_ACTIONS:
            raise FunctionMethodNotAllowed(method)
        return _FUNCTION_ACTIONS[method]
    actions = _ROOT_ACTIONS if isinstance(target, RootTarget) else _TABLE_ACTIONS
    if method not in actions:
        raise MethodNotAllowed(method)
    return actions[method]


def choose_schema(method: str, headers: Mapping[str, str], *, schemas: tuple[str, ...]) -> tuple[str, str | None]:
    """Return the schema, and again if the response has to name it: with a profile header or several schemas."""
    reads = method in ("GET", "HEAD", "OPTIONS")
    profile = headers.get("accept-profile" if reads else "content-profile")
    if profile is not None and profile not in schemas:
        raise UnknownSchema(profile, exposed=schemas)
    if profile is not None:
        return profile, profile
    return schemas[0], schemas[0] if len(schemas) > 1 else None
