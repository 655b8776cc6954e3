"""Values of the schema cache. SQL takes its identifiers from these objects, never from a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Cardinality = Literal["many-to-one", "one-to-many", "one-to-one", "many-to-many"]
Volatility = Literal["volatile", "stable", "immutable"]


@dataclass(frozen=True, slots=True, order=True)
class QualifiedName:
    """The schema and name of a database object."""

    schema: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    `type` is the type with its modifier, as SQL text that is valid under any search path (`character varying(5)`,
    `public.status`). `base_type` is the same without modifier and with domains resolved, which a filter's value is
    converted to (`pg_catalog.bpchar`, `pg_catalog._text`). `domain` is the domain's name as SQL text. `category` is
    PostgreSQL's typcategory (`A` arrays, `C` composites, `S` strings, ...). `type_name` is for documents.
    """

    name: str
    type: str
    base_type: str
    type_name: str
    category: str
    nullable: bool = True
    default: str | None = None
    max_length: int | None = None
    enum: tuple[str, ...] = ()
    description: str | None = None
    domain: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, view, materialized view, foreign or partitioned table of an exposed schema."""

    name: QualifiedName
    columns: Mapping[str, Column]
    primary_key: tuple[str, ...] = ()
    is_view: bool = False
    insertable: bool = True
    updatable: bool = True
    deletable: bool = True
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction:
    """The table between two ends of a many-to-many relationship; column pairs are (end's column, junction's column)."""

    table: QualifiedName
    constraint: str
    foreign_constraint: str
    columns: tuple[tuple[str, str], ...]
    foreign_columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRelationship:
    """A relationship by foreign key, seen from `table`; `columns` are pairs (own, foreign column)."""

    table: QualifiedName
    foreign_table: QualifiedName
    cardinality: Cardinality
    constraint: str
    columns: tuple[tuple[str, str], ...] = ()
    junction: Junction | None = None
    is_parent: bool = False
    """Whether `table` holds the key of a one-to-one relationship."""
    table_is_view: bool = False
    foreign_table_is_view: bool = False

    @property
    def is_self(self) -> bool:
        """Whether both ends are one table."""
        return self.table == self.foreign_table

    @property
    def to_one(self) -> bool:
        """Whether at most one row is found."""
        return self.cardinality in ("many-to-one", "one-to-one")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedRelationship:
    """A relationship made by a function that takes a row of `table` and returns rows of `foreign_table`."""

    table: QualifiedName
    foreign_table: QualifiedName
    function: QualifiedName
    to_one: bool

    @property
    def is_self(self) -> bool:
        """Whether both ends are one table."""
        return self.table == self.foreign_table


Relationship: TypeAlias = KeyRelationship | ComputedRelationship


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a function; `name` is "" for an unnamed one, `type` SQL text as of a column."""

    name: str
    type: str
    type_name: str
    required: bool = True
    variadic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnType:
    """What a function returns.

    `table` is set for a row type of a table or of a composite type; `columns` are the columns of a composite, of
    RETURNS TABLE or of OUT parameters, empty for a scalar. `type` is SQL text as of a column.
    """

    type: str
    type_name: str
    is_set: bool = False
    is_void: bool = False
    is_composite: bool = False
    table: QualifiedName | None = None
    columns: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function; several may share a name. `settings` are those of its definition that a transaction takes over."""

    name: QualifiedName
    parameters: tuple[Parameter, ...]
    returns: ReturnType
    volatility: Volatility = "volatile"
    description: str | None = None
    settings: tuple[tuple[str, str], ...] = ()
    isolation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaHandler:
    """A custom media type: an aggregate or function that makes it of the rows of a table, or of any (`table` None)."""

    media_type: str
    function: QualifiedName
    table: QualifiedName | None
    is_aggregate: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaCache:
    """All that is known of the exposed schemas at one moment.

    `relationships` are by their table. `computed_columns` are by the table and the column's name. `representations` are
    the functions of casts between a domain and json or text, by (source type, target type) as SQL text. `types` are
    the types that a cast may name, as SQL text.
    """

    tables: Mapping[QualifiedName, Table] = field(default_factory=dict)
    relationships: Mapping[QualifiedName, tuple[Relationship, ...]] = field(default_factory=dict)
    functions: Mapping[QualifiedName, tuple[Function, ...]] = field(default_factory=dict)
    computed_columns: Mapping[QualifiedName, Mapping[str, "ComputedColumn"]] = field(default_factory=dict)
    representations: Mapping[tuple[str, str], QualifiedName] = field(default_factory=dict)
    media_handlers: tuple[MediaHandler, ...] = ()
    schema_descriptions: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[QualifiedName, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedColumn:
    """A column made by a function that takes a row of the table and returns one scalar."""

    function: QualifiedName
    column: Column
