"""Find the function that a call means, by its name and the names of its arguments."""

from collections.abc import Collection, Sequence
from typing import Final

from alcove.wires.supabase.rest.schema_cache.errors import FunctionAmbiguous, FunctionNotFound
from alcove.wires.supabase.rest.schema_cache.model import Function, QualifiedName, SchemaCache
from alcove.wires.supabase.rest.schema_cache.similar_names import find_similar_name

# The types that a single unnamed parameter may have, by the media type of the body.
_UNNAMED: Final = {
    "application/json": ("json", "jsonb"),
    "text/plain": ("text",),
    "text/xml": ("xml",),
    "application/octet-stream": ("bytea",),
}
_RAW: Final = frozenset(_UNNAMED) - {"application/json"}


def find_function(
    cache: SchemaCache, name: QualifiedName, *, arguments: Collection[str], content_type: str | None = None
) -> Function:
    """Return the function that is called with these arguments; FunctionNotFound, FunctionAmbiguous.

    `content_type` is the media type of the body of a POST, None for GET and HEAD. Where it allows a single unnamed
    parameter, a function may be found that has just that: its first parameter's name is "", and it takes the body.
    """
    overloads = cache.functions.get(name, ())
    matches: list[Function] = []
    if content_type not in _RAW:
        matches = [function for function in overloads if _takes(function, arguments)]
    if not matches:
        matches = [function for function in overloads if _takes_body(function, content_type)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise _explain_ambiguous(matches)
    raise _explain_missing(cache, name, arguments=sorted(set(arguments)), content_type=content_type)


def takes_body(function: Function) -> bool:
    """Return whether the function has a single unnamed parameter, which is the body of the request."""
    return len(function.parameters) == 1 and not function.parameters[0].name


def _takes(function: Function, arguments: Collection[str]) -> bool:
    if takes_body(function):
        return False
    names = {parameter.name for parameter in function.parameters}
    required = {parameter.name for parameter in function.parameters if parameter.required}
    return required <= set(arguments) <= names


def _takes_body(function: Function, content_type: str | None) -> bool:
    return takes_body(function) and function.parameters[0].type in _UNNAMED.get(content_type or "", ())


def _explain_ambiguous(matches: Sequence[Function]) -> FunctionAmbiguous:
    signatures = [
        f"{function.name.schema}.{function.name.name}("
        + ", ".join(f"{parameter.name} => {parameter.type_name}" for parameter in function.parameters)
        + ")"
        for function in matches
    ]
    return FunctionAmbiguous(
        f"Could not choose the best candidate function between: {', '.join(signatures)}",
        hint=(
            "Try renaming the parameters or the function itself in the database so function overloading can be resolved"
        ),
    )


def _explain_missing(
    cache: SchemaCache, name: QualifiedName, *, arguments: Sequence[str], content_type: str | None
) -> FunctionNotFound:
    text = f"{name.schema}.{name.name}"
    is_raw = content_type in _RAW
    signature = f"({', '.join(arguments)})" if arguments else " without parameters"
    return FunctionNotFound(
        f"Could not find the function {text}{'' if is_raw else signature} in the schema cache",
        details=(
            f"Searched for the function {text}{_describe_search(arguments, content_type)},"
            " but no matches were found in the schema cache."
        ),
        hint=None if is_raw else _suggest(cache, name, arguments=arguments),
    )


def _describe_search(arguments: Sequence[str], content_type: str | None) -> str:
    unnamed = "/".join(_UNNAMED.get(content_type or "", ()))
    if content_type in _RAW:
        return f" with a single unnamed {unnamed} parameter"
    if arguments:
        search = f" with parameter{'s' if len(arguments) > 1 else ''} {', '.join(arguments)}"
    else:
        search = " without parameters"
    return f"{search} or with a single unnamed {unnamed} parameter" if unnamed else search


def _suggest(cache: SchemaCache, name: QualifiedName, *, arguments: Collection[str]) -> str | None:
    overloads = cache.functions.get(name)
    if overloads is None:
        similar = find_similar_name(
            name.name, {function.name for function in cache.functions if function.schema == name.schema}
        )
    else:
        signatures = {
            _list_names([parameter.name for parameter in function.parameters])
            for function in overloads
            if not takes_body(function)
        }
        suffix = find_similar_name(_list_names(arguments), signatures)
        similar = None if suffix is None else f"{name.name}{suffix}"
    return None if similar is None else f"Perhaps you meant to call the function {name.schema}.{similar}"


def _list_names(names: Collection[str]) -> str:
    return f"({', '.join(sorted(names))})"
