"""Answers that are errors, in the shape of the API."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alcove.simulators.discogs.wire import reply


class ApiError(Exception):
    """An answer with a status and a message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


NOT_FOUND = "The requested resource was not found."
UNKNOWN_USER = "User does not exist or may have been deleted."
UNKNOWN_RELEASE = "Release not found."
UNKNOWN_LISTING = "Item not found. It may have been deleted."
NEEDS_SIGN_IN = "You must authenticate to access this resource."
NOT_ALLOWED = "You don't have permission to access this resource."
NEEDS_SETTINGS = "You must fill out your seller settings first."
TOO_FAST = "You are making requests too quickly."
NO_AGENT = "You are making requests without a User-Agent. Please identify your application."
WALL = "Pagination above 100 disabled for inventories besides your own"


async def render_api_error(_: Request, error: Exception) -> Response:
    """Answer an error of ours."""
    assert isinstance(error, ApiError)
    return reply({"message": error.message}, status=error.status)


async def render_http_error(_: Request, error: Exception) -> Response:
    """Answer what the router refuses: unknown paths and methods."""
    assert isinstance(error, HTTPException)
    message = NOT_FOUND if error.status_code == 404 else f"{error.detail}."
    headers = dict(error.headers or {})
    if "Allow" in headers:
        # The router keeps the methods in a set, whose order changes from process to process.
        headers["Allow"] = ", ".join(sorted(headers["Allow"].split(", ")))
    return reply({"message": message}, status=error.status_code, headers=headers)
