"""Wantlists: read by everybody, changed by their owner."""

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs import shapes
from alcove.simulators.discogs.releases import Release
from alcove.simulators.discogs.responses import (
    NEEDS_SIGN_IN,
    NOT_ALLOWED,
    UNKNOWN_RELEASE,
    UNKNOWN_USER,
    ApiError,
    base_url,
    pagination,
    reply,
    wanted_page,
)
from alcove.simulators.discogs.simulator import caller_of, simulator_of
from alcove.simulators.discogs.wants import Want


def _owner(request: Request) -> str:
    """Return the name in the address if the caller bears it."""
    caller = caller_of(request)
    if caller.account is None:
        raise ApiError(401, NEEDS_SIGN_IN)
    if simulator_of(request).account(request.path_params["username"]) is None:
        raise ApiError(404, UNKNOWN_USER)
    if not caller.owns(request.path_params["username"]):
        raise ApiError(403, NOT_ALLOWED)
    return caller.account.username


def _release(request: Request) -> Release:
    release = simulator_of(request).catalogue.release(request.path_params["release"])
    if release is None:
        raise ApiError(404, UNKNOWN_RELEASE)
    return release


async def _given(request: Request) -> dict[str, Any]:
    """Return notes and rating from a JSON body or, where there is none, from the query."""
    body = await request.body()
    try:
        given = msgspec.json.decode(body) if body.strip() else dict(request.query_params)
        found = msgspec.convert(
            {name: given[name] for name in ("notes", "rating") if given.get(name) is not None},
            dict[str, str | int],
        )
        rating = int(found.get("rating", 0))
    except (msgspec.MsgspecError, ValueError, AttributeError) as error:
        raise ApiError(422, "Invalid body: notes is a text and rating a whole number.") from error
    if not 0 <= rating <= 5:
        raise ApiError(422, "Invalid rating: expected a whole number from 0 to 5.")
    known = {"rating": rating} if "rating" in found else {}
    return known | ({"notes": str(found["notes"])} if "notes" in found else {})


async def entries(request: Request) -> Response:
    """List a person's wants."""
    simulator = simulator_of(request)
    account = simulator.account(request.path_params["username"])
    if account is None:
        raise ApiError(404, UNKNOWN_USER)
    page = wanted_page(request, walled=False)
    wants = simulator.wants.of(account.username)
    about, headers = pagination(request, page, items=len(wants))
    owned = caller_of(request).owns(account.username)
    shown = [
        shapes.want_entry(want, release, base=base_url(request), owned=owned)
        for want in page.cut(wants)
        if (release := simulator.catalogue.release(want.release_id)) is not None
    ]
    return reply({"pagination": about, "wants": shown}, headers=headers)


async def put(request: Request) -> Response:
    """Add a release; adding it again changes notes and rating and is no error."""
    owner, release = _owner(request), _release(request)
    return await _store(request, owner=owner, release=release, status=201)


async def edit(request: Request) -> Response:
    """Change notes and rating of an entry."""
    owner, release = _owner(request), _release(request)
    if simulator_of(request).wants.find(owner, release.id) is None:
        raise ApiError(404, "Release not in wantlist.")
    return await _store(request, owner=owner, release=release, status=200)


async def _store(request: Request, *, owner: str, release: Release, status: int) -> Response:
    simulator = simulator_of(request)
    given = await _given(request)
    old = simulator.wants.find(owner, release.id)
    fresh = old or Want(release_id=release.id, added=simulator.clock.now())
    want = msgspec.structs.replace(fresh, **given)
    simulator.wants.put(owner, want)
    return reply(shapes.want_entry(want, release, base=base_url(request), owned=True), status=status)


async def remove(request: Request) -> Response:
    """Remove an entry."""
    owner = _owner(request)
    if not simulator_of(request).wants.remove(owner, request.path_params["release"]):
        raise ApiError(404, "Release not in wantlist.")
    return reply(None, status=204)


ROUTES: list[BaseRoute] = [
    Route("/users/{username}/wants", entries),
    Route("/users/{username}/wants/{release:int}", put, methods=["PUT"]),
    Route("/users/{username}/wants/{release:int}", edit, methods=["POST"]),
    Route("/users/{username}/wants/{release:int}", remove, methods=["DELETE"]),
]
