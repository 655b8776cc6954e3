"""Negotiation of media types: builtin ones, handlers of tables and functions, vendor types and plans."""

import pytest

from alcove.wires.supabase.rest.request.media_types import parse_accept
from alcove.wires.supabase.rest.respond.errors import NoAcceptableMediaType
from alcove.wires.supabase.rest.respond.media import MediaTarget, ResponseFormat, negotiate
from alcove.wires.supabase.rest.schema_cache.model import Function, MediaHandler, QualifiedName, ReturnType

FILMS, ACTORS = QualifiedName("api", "films"), QualifiedName("api", "actors")
TO_TWKB = MediaHandler(media_type="application/vnd.twkb", function=QualifiedName("api", "twkb"), table=FILMS)
OWN_CSV = MediaHandler(media_type="text/csv", function=QualifiedName("api", "csv"), table=FILMS)
ANY_TABLE = MediaHandler(media_type="text/html", function=QualifiedName("api", "html"), table=None)
CATCH_ALL = MediaHandler(media_type="*/*", function=QualifiedName("api", "xml"), table=ACTORS)
IMAGE = MediaHandler(
    media_type="image/png", function=QualifiedName("api", "logo"), table=None, is_aggregate=False
)  # fmt: skip
HANDLERS = (TO_TWKB, OWN_CSV, ANY_TABLE, CATCH_ALL, IMAGE)
LOGO = Function(name=IMAGE.function, parameters=(), returns=ReturnType(type="bytea", type_name="bytea"))
OF_FILMS = MediaTarget(table=FILMS)


def choose(accept: str | None, target: MediaTarget = OF_FILMS, *, plans: bool = False) -> ResponseFormat:
    """Return what is negotiated for an Accept header."""
    media_types = parse_accept([accept] if accept is not None else [])
    return negotiate(media_types, handlers=HANDLERS, target=target, plan_enabled=plans)


@pytest.mark.parametrize(
    ("accept", "kind", "content_type"),
    [
        (None, "json", "application/json; charset=utf-8"),
        ("*/*", "json", "application/json; charset=utf-8"),
        ("application/json", "json", "application/json; charset=utf-8"),
        ("image/png, application/json", "json", "application/json; charset=utf-8"),
        ("text/html;q=0.5, application/json", "json", "application/json; charset=utf-8"),
        ("application/vnd.pgrst.object", "object", "application/vnd.pgrst.object+json; charset=utf-8"),
        ("application/vnd.pgrst.object+json", "object", "application/vnd.pgrst.object+json; charset=utf-8"),
        (
            "application/vnd.pgrst.object+json;nulls=stripped",
            "object",
            "application/vnd.pgrst.object+json;nulls=stripped; charset=utf-8",
        ),
        (
            "application/vnd.pgrst.array+json;nulls=stripped",
            "json",
            "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8",
        ),
        ("application/geo+json", "geojson", "application/geo+json; charset=utf-8"),
        ("application/vnd.twkb", "handler", "application/vnd.twkb"),
        ("text/csv", "handler", "text/csv; charset=utf-8"),
        ("text/html", "handler", "text/html"),
    ],
)
def test_media_types_of_a_table(accept: str | None, kind: str, content_type: str) -> None:
    """The first acceptable media type is sent; handlers of the table win over builtin ones."""
    chosen = choose(accept)
    assert (chosen.kind, chosen.content_type) == (kind, content_type)


def test_catch_all_handler() -> None:
    """A handler for `*/*` serves every media type as what was asked for."""
    target = MediaTarget(table=ACTORS)
    sent = [choose(accept, target).content_type for accept in ("application/xml", "text/csv", "*/*", None)]
    assert sent == [
        "application/xml",
        "text/csv; charset=utf-8",
        "application/octet-stream",
        "application/octet-stream",
    ]


def test_handler_functions() -> None:
    """A function that returns a media type serves that one, and no table does."""
    assert choose("image/png", MediaTarget(function=LOGO)).handler == IMAGE
    with pytest.raises(NoAcceptableMediaType, match="None of these media types are available: image/png"):
        choose("image/png")


@pytest.mark.parametrize(
    "accept", ["image/*", "application/vnd.pgrst.object+xml", "text", "application/vnd.pgrst.plan"]
)
def test_other_media_types(accept: str) -> None:
    """A media type that the resource does not have is an error, also a plan where plans are off."""
    with pytest.raises(NoAcceptableMediaType):
        choose(accept)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (
            "application/vnd.pgrst.plan",
            'application/vnd.pgrst.plan+text; for="application/json"; charset=utf-8',
        ),
        (
            'application/vnd.pgrst.plan+json; for="text/csv"; options=buffers|analyze|nonsense',
            'application/vnd.pgrst.plan+json; for="text/csv"; options=analyze|buffers; charset=utf-8',
        ),
        (
            'application/vnd.pgrst.plan; for="application/vnd.pgrst.object"',
            'application/vnd.pgrst.plan+text; for="application/vnd.pgrst.object+json"; charset=utf-8',
        ),
    ],
)
def test_plans(accept: str, content_type: str) -> None:
    """A plan names its format, what it is a plan for, and the options that are known."""
    assert choose(accept, plans=True).content_type == content_type


def test_plan_for_nothing() -> None:
    """There is no plan for a media type that the resource does not have."""
    with pytest.raises(NoAcceptableMediaType):
        choose('application/vnd.pgrst.plan; for="image/png"', plans=True)
