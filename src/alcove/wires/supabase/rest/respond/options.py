"""The methods of a resource, for OPTIONS."""

from collections.abc import Iterable
from typing import Final

from alcove.wires.supabase.rest.schema_cache.model import Function, Table

ROOT_METHODS: Final = "OPTIONS,GET,HEAD"


def table_methods(table: Table) -> str:
    """Return the methods that a table or view can have; privileges are not considered."""
    methods = ["OPTIONS", "GET", "HEAD"]
    if table.insertable:
        methods.append("POST")
    if table.insertable and table.updatable and table.primary_key:
        methods.append("PUT")
    if table.updatable:
        methods.append("PATCH")
    if table.deletable:
        methods.append("DELETE")
    return ",".join(methods)


def function_methods(functions: Iterable[Function]) -> str:
    """Return the methods of functions with one name: a volatile function is no read."""
    is_read = any(function.volatility != "volatile" for function in functions)
    return "OPTIONS,GET,HEAD,POST" if is_read else "OPTIONS,POST"
