"""Relationships follow foreign keys, also through views and junctions, and functions."""

from typing import Any

import pytest

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.schema_cache.find_relationship import find_relationship
from alcove.wires.supabase.rest.schema_cache.model import (
    ComputedRelationship,
    KeyRelationship,
    QualifiedName,
    Relationship,
    SchemaCache,
)


def find(cache: SchemaCache, origin: str, target: str) -> Relationship:
    """Return the relationship from a table to `target` or `target!hint`."""
    table, _, hint = target.partition("!")
    return find_relationship(cache, origin=QualifiedName("api", origin), target=table, hint=hint or None)


def describe(rel: Relationship) -> tuple[str, str, str]:
    """Return the cardinality, the table found, and the columns."""
    if isinstance(rel, ComputedRelationship):
        return ("to-one" if rel.to_one else "to-many", rel.foreign_table.name, f"{rel.function.name}()")
    pairs = rel.columns
    if rel.junction is not None:
        junction = rel.junction
        pairs = (*junction.columns, (rel.junction.table.name, ""), *junction.foreign_columns)
    return (rel.cardinality, rel.foreign_table.name, " ".join(f"{own}={foreign}" for own, foreign in pairs))


FOUND = {
    # Each kind of foreign key, both ways.
    ("films", "directors"): ("many-to-one", "directors", "director_id=id"),
    ("directors", "films"): ("one-to-many", "films", "id=director_id"),
    ("films", "technical_specs"): ("one-to-one", "technical_specs", "id=film_id"),
    ("technical_specs", "films"): ("one-to-one", "films", "film_id=id"),
    ("films", "posters"): ("one-to-one", "posters", "id=film_id"),
    ("actors", "films!roles"): ("many-to-many", "films", "id=actor_id roles= id=film_id"),
    ("desks", "rooms"): ("many-to-one", "rooms", "room_building=building room_number=number"),
    ("box_office", "films"): ("many-to-one", "films", "film_id=id"),
    ("box_office_notes", "box_office"): ("many-to-one", "box_office", "day=day film_id=film_id"),
    # Targets other than a table.
    ("orders", "billing"): ("many-to-one", "addresses", "billing_address_id=id"),
    ("orders", "shipping_address_id"): ("many-to-one", "addresses", "shipping_address_id=id"),
    ("addresses", "shipping"): ("one-to-many", "orders", "id=shipping_address_id"),
    # Hints.
    ("orders", "addresses!billing"): ("many-to-one", "addresses", "billing_address_id=id"),
    ("orders", "central_addresses!shipping"): ("many-to-one", "central_addresses", "shipping_address_id=id"),
    ("orders", "addresses!shipping_address_id"): ("many-to-one", "addresses", "shipping_address_id=id"),
    ("addresses", "orders!billing_address_id"): ("one-to-many", "orders", "id=billing_address_id"),
    # References to the own table.
    ("employees", "employees"): ("one-to-many", "employees", "id=supervisor_id"),
    ("employees", "employees!supervisor_id"): ("one-to-many", "employees", "id=supervisor_id"),
    ("employees", "supervisor_id"): ("many-to-one", "employees", "supervisor_id=id"),
    # Computed ones, which win over foreign keys of the same name.
    ("films", "directed_by"): ("to-one", "directors", "directed_by()"),
    ("employees", "reports"): ("to-many", "employees", "reports()"),
    ("employees", "supervisor"): ("to-one", "employees", "supervisor()"),
    ("orders", "addresses"): ("to-many", "addresses", "addresses()"),
    # Views.
    ("film_list", "directors"): ("many-to-one", "directors", "director_id=id"),
    ("film_list", "posters"): ("one-to-one", "posters", "film=film_id"),
    ("film_list", "roles"): ("one-to-many", "roles", "film=film_id"),
    ("film_list", "actors!roles"): ("many-to-many", "actors", "film=film_id roles= id=actor_id"),
    ("chained_films", "directors"): ("many-to-one", "directors", r"a {b} \c=id"),
    ("nested_films", "directors"): ("many-to-one", "directors", "director_id=id"),
    ("nested_films", "posters"): ("one-to-one", "posters", "id=film_id"),
    ("film_store", "directors"): ("many-to-one", "directors", "director_id=id"),
    ("film_groups", "directors"): ("many-to-one", "directors", "director_id=id"),
    ("film_copies", "directors!one"): ("many-to-one", "directors", "one=id"),
    ("film_copies", "directors!two"): ("many-to-one", "directors", "two=id"),
    ("desks_view", "rooms"): ("many-to-one", "rooms", "b=building n=number"),
    ("actors", "public_details"): ("one-to-one", "public_details", "id=id"),
    ("reviews", "film_list"): ("many-to-one", "film_list", "film_id=film"),
    ("chained_films", "film_list"): ("many-to-one", "film_list", r"a {b} \c=director"),
}

# The origin, the target, and the table or view that a hint suggests.
MISSING = {
    ("films", "orders"): None,
    ("films", "directrs"): "Perhaps you meant 'directors' instead of 'directrs'.",
    ("film", "directors"): "Perhaps you meant 'films' instead of 'film'.",
    ("films", "directors!nope"): None,
    # The columns of the key are not all there, or come from nowhere.
    ("desks_part", "rooms"): None,
    ("film_union", "directors"): None,
    ("unchained_films", "directors"): "Perhaps you meant 'chained_films' instead of 'unchained_films'.",
    # Tables and junctions of schemas that are not exposed.
    ("notes", "owners"): None,
    ("films", "tags"): None,
    ("films", "film_tags"): None,
    ("actors", "details"): None,
    # Another exposed schema is another request's.
    ("actors", "films_actor_id_fkey"): None,
    # A table with two foreign keys outside of its primary key is no junction.
    ("reviews", "tags"): None,
    # A view is found by its own name only.
    ("reviews", "film"): "Perhaps you meant 'films' instead of 'film'.",
}


@pytest.mark.parametrize(("origin", "target"), FOUND)
def test_relationships_are_found(cache: SchemaCache, origin: str, target: str) -> None:
    """The target and the hint of an embed lead to one relationship."""
    assert describe(find(cache, origin, target)) == FOUND[origin, target]


@pytest.mark.parametrize(("origin", "target"), MISSING)
def test_relationships_that_do_not_exist(cache: SchemaCache, origin: str, target: str) -> None:
    """The error says where was searched, and a similar name if there is one."""
    with pytest.raises(RestError) as raised:
        find(cache, origin, target)
    table, _, hint = target.partition("!")
    using = f" using the hint '{hint}'" if hint else ""
    error = raised.value
    assert (error.status, error.code) == (400, "PGRST200")
    assert error.message == f"Could not find a relationship between '{origin}' and '{table}' in the schema cache"
    assert error.details == (
        f"Searched for a foreign key relationship between '{origin}' and '{table}'{using}"
        " in the schema 'api', but no matches were found."
    )
    assert error.hint == MISSING[origin, target]


def ambiguous(cache: SchemaCache, origin: str, target: str) -> Any:
    """Return the body of the error of an embed that means several relationships."""
    with pytest.raises(RestError) as raised:
        find(cache, origin, target)
    assert raised.value.status == 300
    return raised.value.body()


def test_two_foreign_keys_are_ambiguous(cache: SchemaCache) -> None:
    """The error lists the relationships, and the hint what to write instead."""
    body = ambiguous(cache, "orders", "central_addresses")
    assert body.code == "PGRST201"
    assert body.message == (
        "Could not embed because more than one relationship was found for 'orders' and 'central_addresses'"
    )
    assert body.details == [
        {
            "cardinality": "many-to-one",
            "embedding": "orders with central_addresses",
            "relationship": f"{key} using orders({key}_address_id) and central_addresses(id)",
        }
        for key in ("billing", "shipping")
    ]
    assert body.hint == (
        "Try changing 'central_addresses' to one of the following: 'central_addresses!billing',"
        " 'central_addresses!shipping'. Find the desired relationship in the 'details' key."
    )


def test_a_junction_and_a_view_of_it_are_ambiguous(cache: SchemaCache) -> None:
    """A view with the whole primary key of a junction is one as well."""
    body = ambiguous(cache, "films", "actors")
    assert body.details == [
        {
            "cardinality": "many-to-many",
            "embedding": "films with actors",
            "relationship": f"{junction} using roles_film_id_fkey(film_id) and roles_actor_id_fkey(actor_id)",
        }
        for junction in ("roles", "role_list")
    ]
    assert "'actors!roles', 'actors!role_list'" in body.hint


def test_a_table_that_refers_to_another_twice_in_its_key(cache: SchemaCache) -> None:
    """Both ways through a junction between the rows of one table are offered."""
    one, other = (f"subscriptions_{key}_fkey({key})" for key in ("subscribed_id", "subscriber_id"))
    assert [detail["relationship"] for detail in ambiguous(cache, "users", "users").details] == [
        f"subscriptions using {one} and {other}",
        f"subscriptions using {other} and {one}",
    ]


def test_the_side_that_holds_a_key(cache: SchemaCache) -> None:
    """Both sides of a one-to-one relationship know which of them refers to the other."""
    sides = [find(cache, "posters", "films"), find(cache, "films", "posters")]
    assert [rel.is_parent for rel in sides if isinstance(rel, KeyRelationship)] == [True, False]
