"""Makes any trees of the grammar."""

from hypothesis import strategies as st

from alcove.wires.supabase.rest.syntax.model import (
    Compare,
    FieldRef,
    Filter,
    FullText,
    InList,
    Is,
    IsDistinct,
    JsonStep,
    Logic,
    OrderTerm,
    QueryString,
    Scoped,
    SelectEmbed,
    SelectField,
    Window,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
WORDS = st.from_regex(r"[a-z_][a-z0-9_$]{0,6}", fullmatch=True)
NAMES = WORDS | st.sampled_from(["or", "and", "not", "order", "a-b", "my col", "é", "is.null"]) | TEXTS
EMBEDS = NAMES.filter(lambda name: name != "count")
HINTS = NAMES.filter(lambda name: name not in ("inner", "left"))
CASTS = st.none() | st.sampled_from(["text", "int4", "double precision"])
STEPS = st.builds(JsonStep, st.integers(-99, 99) | TEXTS, st.booleans())
FIELDS = st.builds(FieldRef, NAMES, st.lists(STEPS, max_size=3).map(tuple))
PATHS = st.lists(NAMES.filter(lambda name: name != "not"), max_size=2).map(tuple)

QUANTIFIED = st.builds(
    Compare,
    st.sampled_from(["eq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch"]),
    TEXTS,
    st.sampled_from([None, "any", "all"]),
)
SIMPLE = st.builds(Compare, st.sampled_from(["neq", "cs", "cd", "ov", "sl", "sr", "nxr", "nxl", "adj"]), TEXTS)
LISTS = st.lists(TEXTS, max_size=4).filter(lambda values: values != [""]).map(lambda values: InList(tuple(values)))
OPERATIONS = (
    QUANTIFIED
    | SIMPLE
    | LISTS
    | st.builds(Is, st.sampled_from(["null", "not_null", "true", "false", "unknown"]))
    | st.builds(IsDistinct, TEXTS)
    | st.builds(FullText, st.sampled_from(["fts", "plfts", "phfts", "wfts"]), TEXTS, st.none() | WORDS)
)
FILTERS = st.builds(Filter, FIELDS, OPERATIONS, st.booleans())

COLUMNS = st.builds(
    SelectField,
    FIELDS.filter(lambda field: field.name != "*"),
    alias=st.none() | NAMES,
    cast=CASTS,
)
AGGREGATES = st.builds(
    SelectField,
    FIELDS.filter(lambda field: field.name != "*"),
    alias=st.none() | NAMES,
    cast=CASTS,
    aggregate=st.sampled_from(["sum", "avg", "count", "max", "min"]),
    aggregate_cast=CASTS,
)
COUNTS = st.builds(SelectField, st.none(), alias=st.none() | NAMES, aggregate=st.just("count"), aggregate_cast=CASTS)
ITEMS = st.recursive(
    st.just(SelectField(FieldRef("*"))) | COLUMNS | AGGREGATES | COUNTS,
    lambda items: st.one_of(
        st.builds(
            SelectEmbed,
            EMBEDS,
            st.lists(items, max_size=3).map(tuple),
            alias=st.none() | NAMES,
            hint=st.none() | HINTS,
            join=st.sampled_from([None, "inner", "left"]),
        ),
        st.builds(SelectEmbed, EMBEDS, st.lists(items, max_size=3).map(tuple), spread=st.just(value=True)),
    ),
    max_leaves=6,
)
TREES = st.recursive(
    st.builds(
        Logic, st.sampled_from(["and", "or"]), st.lists(FILTERS, min_size=1, max_size=3).map(tuple), st.booleans()
    ),
    lambda trees: st.builds(
        Logic,
        st.sampled_from(["and", "or"]),
        st.lists(FILTERS | trees, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    max_leaves=4,
)
TERMS = st.builds(
    OrderTerm,
    FIELDS,
    descending=st.sampled_from([None, True, False]),
    nulls=st.sampled_from([None, "first", "last"]),
    relation=st.none() | NAMES,
)
WINDOWS = st.builds(Window, offset=st.integers(0, 2**40), limit=st.none() | st.integers(0, 2**40))

QUERIES = st.builds(
    QueryString,
    select=st.lists(ITEMS, max_size=3).map(tuple),
    filters=st.lists(st.builds(Scoped, PATHS, FILTERS), max_size=3).map(tuple),
    logic=st.lists(st.builds(Scoped, PATHS, TREES), max_size=2).map(tuple),
    order=st.lists(
        st.builds(Scoped, PATHS, st.lists(TERMS, min_size=1, max_size=3).map(tuple)),
        max_size=2,
        unique_by=lambda one: one.path,
    ).map(tuple),
    windows=st.lists(st.builds(Scoped, PATHS, WINDOWS), max_size=2, unique_by=lambda one: one.path).map(tuple),
    columns=st.none() | st.lists(NAMES, min_size=1, max_size=3).map(tuple),
    on_conflict=st.none() | st.lists(NAMES, min_size=1, max_size=3).map(tuple),
)
