"""Build the functions that can be called, computed columns and relationships, and handlers of media types."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Final

from alcove.wires.supabase.rest.schema_cache.build.columns import TypeTable
from alcove.wires.supabase.rest.schema_cache.catalog import ColumnRow, FunctionRow
from alcove.wires.supabase.rest.schema_cache.model import (
    Column,
    ComputedColumn,
    ComputedRelationship,
    Function,
    MediaHandler,
    Parameter,
    QualifiedName,
    ReturnType,
    Volatility,
)

_ISOLATION: Final = "default_transaction_isolation"
_VOLATILITIES: Final[Mapping[str, Volatility]] = {"v": "volatile", "s": "stable", "i": "immutable"}
_UNNAMED_TYPES: Final = frozenset({"json", "jsonb", "text", "xml", "bytea"})
_INPUT_MODES: Final = frozenset("ibv")
_OUTPUT_MODES: Final = frozenset("bot")


class FunctionBuilder:
    """Builds what functions are used for; `columns` are those of row types by oid of their table."""

    def __init__(
        self, types: TypeTable, *, columns: Mapping[int, Sequence[ColumnRow]], hoisted_settings: Collection[str]
    ) -> None:
        self._types = types
        self._columns = columns
        self._hoisted = frozenset(hoisted_settings)

    def build_functions(
        self, rows: Iterable[FunctionRow], *, schemas: Collection[str]
    ) -> dict[QualifiedName, tuple[Function, ...]]:
        """Return the functions of the exposed schemas that a request can call, by name."""
        functions_by_name: dict[QualifiedName, list[Function]] = {}
        for row in rows:
            if row.kind == "f" and row.schema in schemas:
                parameters = self._make_parameters(row)
                if _is_callable(parameters):
                    function = self._make_function(row, parameters)
                    functions_by_name.setdefault(function.name, []).append(function)
        return {name: tuple(functions) for name, functions in functions_by_name.items()}

    def build_computed_columns(self, rows: Iterable[FunctionRow]) -> dict[QualifiedName, dict[str, ComputedColumn]]:
        """Return the functions that take a row of a table and return one value, by the table and their name."""
        columns_by_table: dict[QualifiedName, dict[str, ComputedColumn]] = {}
        for row in self._list_row_functions(rows):
            table = self._types.name_relation(row.types[0])
            result = self._types[row.result]
            if table is None or row.is_set or result.kind == "p":
                continue
            name = _name(row)
            computed = ComputedColumn(function=name, column=self._types.make_column(row.name, row.result))
            columns_by_table.setdefault(table, {}).setdefault(name.name, computed)
        return columns_by_table

    def build_computed_relationships(self, rows: Iterable[FunctionRow]) -> Iterator[ComputedRelationship]:
        """Yield the functions that take a row of a table and return rows of another."""
        for row in self._list_row_functions(rows):
            table, foreign_table = self._types.name_relation(row.types[0]), self._types.name_relation(row.result)
            if table is not None and foreign_table is not None:
                yield ComputedRelationship(
                    table=table,
                    foreign_table=foreign_table,
                    function=_name(row),
                    to_one=not row.is_set or row.rows == 1,
                )

    def build_media_handlers(self, rows: Iterable[FunctionRow], *, schemas: Collection[str]) -> Iterator[MediaHandler]:
        """Yield the functions that return the domain of a media type, and the aggregates over a table's rows or any."""
        for row in rows:
            media_type = self._types.media_type(row.result)
            if media_type is None:
                continue
            is_aggregate = row.kind == "a"
            if is_aggregate and len(row.types) == 1:
                table = self._types.name_relation(row.types[0])
                if table is None and self._types[row.types[0]].text != "anyelement":
                    continue
            elif is_aggregate or row.schema not in schemas:
                continue
            else:
                table = None
            yield MediaHandler(media_type=media_type, function=_name(row), table=table, is_aggregate=is_aggregate)

    def _list_row_functions(self, rows: Iterable[FunctionRow]) -> Iterator[FunctionRow]:
        return (row for row in rows if row.kind == "f" and len(row.types) == 1)

    def _make_function(self, row: FunctionRow, parameters: tuple[Parameter, ...]) -> Function:
        settings = dict(_split_setting(setting) for setting in row.settings or ())
        return Function(
            name=_name(row),
            parameters=parameters,
            returns=self._make_return_type(row),
            volatility=_VOLATILITIES[row.volatility],
            description=row.description,
            settings=tuple(
                (name, value) for name, value in settings.items() if name in self._hoisted and name != _ISOLATION
            ),
            isolation=settings.get(_ISOLATION) if _ISOLATION in self._hoisted else None,
        )

    def _make_parameters(self, row: FunctionRow) -> tuple[Parameter, ...]:
        modes = row.modes or ["i"] * len(row.types)
        inputs = [number for number, mode in enumerate(modes) if mode in _INPUT_MODES]
        first_optional = len(inputs) - row.defaults
        return tuple(
            self._make_parameter(row, number, required=position < first_optional, variadic=modes[number] == "v")
            for position, number in enumerate(inputs)
        )

    def _make_parameter(self, row: FunctionRow, number: int, *, required: bool, variadic: bool) -> Parameter:
        of_type = self._types[(row.all_types or row.types)[number]]
        return Parameter(
            name=intern(row.names[number]) if row.names else "",
            type=intern(of_type.text),
            type_name=intern(of_type.document_text),
            required=required,
            variadic=variadic,
        )

    def _make_return_type(self, row: FunctionRow) -> ReturnType:
        of_type = self._types[row.result]
        outputs = self._make_outputs(row)
        is_record = of_type.text == "record"
        table = None if outputs else self._types.name_relation(row.result)
        columns = outputs or self._types.make_columns(self._columns.get(of_type.relation, ()) if table else ())
        return ReturnType(
            type=intern(of_type.text),
            type_name=intern(of_type.document_text),
            is_set=row.is_set,
            is_void=of_type.text == "void",
            is_composite=bool(outputs) or is_record or table is not None,
            table=table,
            columns=columns,
        )

    def _make_outputs(self, row: FunctionRow) -> dict[str, Column]:
        """Return the OUT, INOUT and TABLE columns; one without a name has that which PostgreSQL gives it."""
        outputs = [number for number, mode in enumerate(row.modes or ()) if mode in _OUTPUT_MODES]
        columns = {}
        for position, number in enumerate(outputs, start=1):
            name = (row.names[number] if row.names else "") or f"column{position}"
            columns[name] = self._types.make_column(name, (row.all_types or row.types)[number])
        return columns


def _is_callable(parameters: Sequence[Parameter]) -> bool:
    """Return whether every parameter has a name, or one alone is of a type that takes a body."""
    if len(parameters) == 1 and not parameters[0].name:
        return parameters[0].type in _UNNAMED_TYPES
    return all(parameter.name for parameter in parameters)


def _split_setting(setting: str) -> tuple[str, str]:
    name, _, value = setting.partition("=")
    return name, value


def _name(row: FunctionRow) -> QualifiedName:
    return QualifiedName(intern(row.schema), intern(row.name))
