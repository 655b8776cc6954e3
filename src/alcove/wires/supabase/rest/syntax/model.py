"""The syntax tree of a query string: what a request asks for, before any name is looked up in the database."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeAlias, TypeVar

T = TypeVar("T")

CompareOperator = Literal[
    "eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch",
    "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj",
]  # fmt: skip
FullTextOperator = Literal["fts", "plfts", "phfts", "wfts"]
Quantifier = Literal["any", "all"]
IsValue = Literal["null", "not_null", "true", "false", "unknown"]
Aggregate = Literal["sum", "avg", "count", "max", "min"]
JoinKind = Literal["inner", "left"]


@dataclass(frozen=True, slots=True)
class JsonStep:
    """One arrow of a JSON path: `->key`, `->>key`, `->0`, `->-1`. `key` is an int for an array index."""

    key: str | int
    as_text: bool = False


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A column, computed column or embed by name, with a JSON path into it."""

    name: str
    path: tuple[JsonStep, ...] = ()


@dataclass(frozen=True, slots=True)
class SelectField:
    """`alias:name->path::cast.aggregate()::cast`. `name` is `*` for all columns; `count()` alone has `field` None."""

    field: FieldRef | None
    alias: str | None = None
    cast: str | None = None
    aggregate: Aggregate | None = None
    aggregate_cast: str | None = None


@dataclass(frozen=True, slots=True)
class SelectEmbed:
    """`alias:name!hint!inner(...)`, or `...name(...)` when `spread`; without items it is an empty embed `name()`."""

    name: str
    items: tuple["SelectItem", ...] = ()
    alias: str | None = None
    hint: str | None = None
    join: JoinKind | None = None
    spread: bool = False


SelectItem: TypeAlias = SelectField | SelectEmbed


@dataclass(frozen=True, slots=True)
class Compare:
    """`eq.value`; with a quantifier (`eq(any).{a,b}`) `value` is the array literal as it was written."""

    operator: CompareOperator
    value: str
    quantifier: Quantifier | None = None


@dataclass(frozen=True, slots=True)
class InList:
    """`in.(a,"b,c")`; `()` has no values."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """`is.null` and the like."""

    value: IsValue


@dataclass(frozen=True, slots=True)
class IsDistinct:
    """`isdistinct.value`."""

    value: str


@dataclass(frozen=True, slots=True)
class FullText:
    """`fts(language).query`."""

    operator: FullTextOperator
    query: str
    language: str | None = None


Operation: TypeAlias = Compare | InList | Is | IsDistinct | FullText


@dataclass(frozen=True, slots=True)
class Filter:
    """`field=not.operation`."""

    field: FieldRef
    operation: Operation
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Logic:
    """`and(...)`, `or(...)`, `not.and(...)`, `not.or(...)`."""

    operator: Literal["and", "or"]
    nodes: tuple["LogicNode", ...]
    negated: bool = False


LogicNode: TypeAlias = Filter | Logic


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """`field.desc.nullslast`; `relation(field)` orders by a column of a to-one embed."""

    field: FieldRef
    descending: bool | None = None
    nulls: Literal["first", "last"] | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """`limit` and `offset`; None for no limit."""

    offset: int = 0
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Scoped(Generic[T]):
    """Something that applies to the embed at `path` (names or aliases from the root); () is the root itself."""

    path: tuple[str, ...]
    value: T


@dataclass(frozen=True, slots=True)
class QueryString:
    """A parsed query string.

    `select` is `*` when absent. `columns` are the names of `columns=`, None when absent. `arguments` are the arguments
    of a function call by GET, decoded, in the order sent, with repeated ones: the parameters without dots in their
    names whose values do not read as an operation. In all other query strings such a parameter is an error. `order` and
    `windows` have at most one item for a path; the offset of an embed is never negative. `canonical` is the query
    string with its parameters sorted and percent-encoded, for Content-Location.
    """

    select: tuple[SelectItem, ...] = (SelectField(FieldRef("*")),)
    filters: tuple[Scoped[Filter], ...] = ()
    logic: tuple[Scoped[Logic], ...] = ()
    order: tuple[Scoped[tuple[OrderTerm, ...]], ...] = ()
    windows: tuple[Scoped[Window], ...] = ()
    columns: tuple[str, ...] | None = None
    on_conflict: tuple[str, ...] | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    canonical: str = ""
