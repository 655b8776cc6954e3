"""Errors of the records app as clients see them."""

import json

import pytest

from alcove.apps.records import errors
from alcove.apps.records.api import render_error
from alcove.apps.records.errors import RecordsError, build_error

EXPECTED = {
    "InvalidRequest": (400, "invalid_request"),
    "InvalidSeller": (400, "invalid_seller"),
    "NotFound": (404, "not_found"),
    "SellerUnknown": (404, "seller_unknown"),
    "ReleaseUnknown": (404, "release_unknown"),
    "Conflict": (409, "conflict"),
    "NoCandidate": (409, "no_candidate"),
    "ScrapeRunning": (409, "scrape_running"),
    "ScrapeCancelled": (409, "scrape_cancelled"),
    "UpstreamFailed": (502, "upstream_failed"),
    "UpstreamRateLimited": (502, "upstream_rate_limited"),
    "PageLimitReached": (502, "page_wall"),
    "RatesFailed": (502, "rates_failed"),
    "CredentialsMissing": (503, "credentials_missing"),
    "CredentialsInvalid": (503, "credentials_invalid"),
}


@pytest.mark.parametrize(("name", "status", "code"), [(name, *pair) for name, pair in EXPECTED.items()])
def test_each_error_has_its_status_and_code(name: str, status: int, code: str) -> None:
    """The status and the code of every error are fixed, and a stored code maps back to it."""
    kind = getattr(errors, name)
    assert (kind.status, kind.code) == (status, code)
    second = build_error(code, "What happened.")
    assert (type(second), str(second)) == (kind, "What happened.")


def test_an_unknown_code_is_an_internal_error() -> None:
    """A code that another version stored is an internal error with a message."""
    error = build_error("forgotten", "What happened.")
    assert (type(error), error.status, str(error)) == (RecordsError, 500, "What happened.")


def test_an_error_is_an_object_with_text_and_code() -> None:
    """The response has the error's status and a JSON object whose `error` is a text; details only if there are any."""
    response = render_error(errors.NotFound("Nothing here."), "r-1")
    assert (response.status_code, response.headers["content-type"]) == (404, "application/json")
    assert json.loads(bytes(response.body)) == {"error": "Nothing here.", "code": "not_found"}
    detailed = render_error(errors.NotFound("Nothing here.", details="Look elsewhere."), "r-1")
    assert json.loads(bytes(detailed.body))["details"] == "Look elsewhere."


def test_an_internal_error_has_the_request_id() -> None:
    """An internal error has the request id, so that its log can be found."""
    body = json.loads(bytes(render_error(RecordsError("It failed."), "r-1").body))
    assert body == {"error": "It failed.", "code": "internal", "details": "Request r-1"}
