"""Values of call plans: which function is called with which arguments, and what is read from its result."""

from dataclasses import dataclass
from typing import TypeAlias

from alcove.wires.supabase.rest.plan.model import ReadPlan
from alcove.wires.supabase.rest.plan.write_model import AccessMode
from alcove.wires.supabase.rest.schema_cache.model import Function, Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class NoArguments:
    """A call without arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArgument:
    """A parameter with its value as text, or with one text per element when it is variadic."""

    parameter: Parameter
    value: str | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArguments:
    """Arguments of a query string or form."""

    arguments: tuple[TextArgument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonArguments:
    """Arguments from the keys of a JSON object, or of the first object of an array."""

    text: str
    is_array: bool
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyArgument:
    """The whole body as the only, unnamed argument: bytes for bytea, text for all other types."""

    parameter: Parameter
    body: str | bytes


Arguments: TypeAlias = NoArguments | TextArguments | JsonArguments | BodyArgument


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """A function call whose every name has been found in the schema cache.

    `settings` are the function's own that the transaction takes over, by their names; `isolation` is its isolation
    level. `is_singular` and `max_affected` are those of a mutation.
    """

    function: Function
    arguments: Arguments
    read: ReadPlan
    access_mode: AccessMode
    settings: tuple[tuple[str, str], ...] = ()
    isolation: str | None = None
    is_singular: bool = False
    max_affected: int | None = None

    @property
    def returns_scalar(self) -> bool:
        """Whether the function returns a value, or a set of values, whose columns are not known: also a record."""
        returns = self.function.returns
        return not returns.columns and returns.table is None
