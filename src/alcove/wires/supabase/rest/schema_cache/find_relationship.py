"""Find the relationship that an embed means.

A computed relationship with the name of the target wins. Otherwise the target is the name of a table or view; or, of
tables only, a foreign key constraint or its single column. A hint is a foreign key constraint, its single column on
either side, or a junction.
"""

from collections.abc import Sequence

from alcove.wires.supabase.rest.schema_cache.errors import RelationshipAmbiguous, RelationshipNotFound
from alcove.wires.supabase.rest.schema_cache.model import (
    ComputedRelationship,
    KeyRelationship,
    QualifiedName,
    Relationship,
    SchemaCache,
)
from alcove.wires.supabase.rest.schema_cache.similar_names import find_similar_name


def find_relationship(
    cache: SchemaCache, *, origin: QualifiedName, target: str, hint: str | None = None, schema: str | None = None
) -> Relationship:
    """Return the relationship from `origin` to `target`; RelationshipNotFound, RelationshipAmbiguous.

    `schema` is that of the request, where the target has to be; by default it is the origin's.
    """
    relationships = cache.relationships.get(origin, ())
    schema = schema or origin.schema
    computed = [rel for rel in relationships if isinstance(rel, ComputedRelationship) and rel.function.name == target]
    if computed and hint is None:
        return computed[0]
    keys = [rel for rel in relationships if isinstance(rel, KeyRelationship) and rel.foreign_table.schema == schema]
    matches = [rel for rel in keys if _matches(rel, target=target, hint=hint)]
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise _explain_ambiguous(origin.name, target=target, matches=matches)
    if computed:
        return computed[0]
    raise _explain_missing(cache, origin=origin, target=target, hint=hint, schema=schema)


def _matches(rel: KeyRelationship, *, target: str, hint: str | None) -> bool:
    if target == rel.foreign_table.name and _matches_table(rel, hint):
        return True
    if hint is not None or rel.foreign_table_is_view or rel.junction is not None:
        return False
    if target == rel.constraint:
        return not rel.is_self or _holds_key(rel)
    return _holds_key(rel) and len(rel.columns) == 1 and target == rel.columns[0][0]


def _matches_table(rel: KeyRelationship, hint: str | None) -> bool:
    # Both directions of a self reference have the same names. The table's name means the rows that refer to this one;
    # the row to which it refers is found by the name of the column.
    if rel.is_self and rel.cardinality == "many-to-one":
        return False
    if hint is None:
        return True
    if rel.junction is not None:
        return hint == rel.junction.table.name
    return hint == rel.constraint or (len(rel.columns) == 1 and hint in rel.columns[0])


def _holds_key(rel: KeyRelationship) -> bool:
    return rel.cardinality == "many-to-one" or (rel.cardinality == "one-to-one" and rel.is_parent)


def _explain_ambiguous(origin: str, *, target: str, matches: Sequence[KeyRelationship]) -> RelationshipAmbiguous:
    choices = ", ".join(f"'{rel.foreign_table.name}!{_name_hint(rel)}'" for rel in matches)
    return RelationshipAmbiguous(
        f"Could not embed because more than one relationship was found for '{origin}' and '{target}'",
        details=[_describe(rel) for rel in matches],
        hint=(
            f"Try changing '{target}' to one of the following: {choices}."
            " Find the desired relationship in the 'details' key."
        ),
    )


def _name_hint(rel: KeyRelationship) -> str:
    return rel.junction.table.name if rel.junction is not None else rel.constraint


def _describe(rel: KeyRelationship) -> dict[str, str]:
    own, foreign = rel.table.name, rel.foreign_table.name
    if rel.junction is None:
        own_columns = ", ".join(column for column, _ in rel.columns)
        foreign_columns = ", ".join(column for _, column in rel.columns)
        text = f"{rel.constraint} using {own}({own_columns}) and {foreign}({foreign_columns})"
    else:
        junction = rel.junction
        own_columns = ", ".join(column for _, column in junction.columns)
        foreign_columns = ", ".join(column for _, column in junction.foreign_columns)
        text = (
            f"{junction.table.name} using {junction.constraint}({own_columns})"
            f" and {junction.foreign_constraint}({foreign_columns})"
        )
    return {"cardinality": rel.cardinality, "embedding": f"{own} with {foreign}", "relationship": text}


def _explain_missing(
    cache: SchemaCache, *, origin: QualifiedName, target: str, hint: str | None, schema: str
) -> RelationshipNotFound:
    using = "" if hint is None else f" using the hint '{hint}'"
    return RelationshipNotFound(
        f"Could not find a relationship between '{origin.name}' and '{target}' in the schema cache",
        details=(
            f"Searched for a foreign key relationship between '{origin.name}' and '{target}'{using}"
            f" in the schema '{schema}', but no matches were found."
        ),
        hint=_suggest(cache, origin=origin, target=target, schema=schema),
    )


def _suggest(cache: SchemaCache, *, origin: QualifiedName, target: str, schema: str) -> str | None:
    """Return a hint about the misspelt origin, or else about the misspelt target."""
    relationships = cache.relationships.get(origin)
    if relationships is None:
        misspelt, names = origin.name, {table.name for table in cache.relationships if table.schema == schema}
    else:
        misspelt, names = target, {rel.foreign_table.name for rel in relationships}
    similar = None if misspelt in names else find_similar_name(misspelt, names)
    return None if similar is None else f"Perhaps you meant '{similar}' instead of '{misspelt}'."
