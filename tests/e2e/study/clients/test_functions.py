"""Functions through Supabase's client: bodies and methods of every kind, results by media type, the three errors."""

import base64
from collections.abc import Iterator
from typing import Any, Final

import pytest

from e2e.study.conftest import Student, StudyServer
from integration.supabase.functions.example_functions import ANON, PUBLISHABLE, USER, USER_ID, Examples
from support.servers import serve
from support.supabase_js import PACKAGES, SupabaseJs, SupabaseResult, supabase_js

HTTP: Final = ("FunctionsHttpError", "Edge Function returned a non-2xx status code")
RELAY: Final = ("FunctionsRelayError", "Relay Error invoking the Edge Function")
FETCH: Final = ("FunctionsFetchError", "Failed to send a request to the Edge Function")


@pytest.fixture(scope="module")
def examples() -> Iterator[str]:
    """Yield the address of a server of functions that say what they got."""
    with serve(Examples().build_server()) as url:
        yield url


@pytest.fixture(scope="module", params=PACKAGES)
def node(request: pytest.FixtureRequest, examples: str) -> Iterator[SupabaseJs]:
    """Yield a client of that server, in each version."""
    with supabase_js(request.param, url=examples, key=ANON) as running:
        yield running


def invoke(client: SupabaseJs, name: str, token: str | None = None, **options: Any) -> SupabaseResult:
    """Call a function."""
    return client.call(("functions",), ("invoke", name, options), token=token)


def refuse(result: SupabaseResult) -> tuple[tuple[str, str], int, Any]:
    """Return name and message of the error of a call, and status and text of its response."""
    assert result.data is None
    assert result.error is not None
    response = result.error["context"]["$response"]
    return (result.error["name"], result.error["message"]), response["status"], response["text"]


@pytest.mark.parametrize(
    ("body", "media_type", "text"),
    [
        ({"a": [1, "ä"]}, "application/json", '{"a":[1,"Ã¤"]}'),
        ("text", "text/plain", "text"),
        ({"$bytes": base64.b64encode(b"\x00\xff").decode()}, "application/octet-stream", "\x00\xff"),
        ({"$blob": "blob"}, "application/octet-stream", "blob"),
        (None, None, ""),
    ],
)
def test_bodies_of_every_kind_arrive(node: SupabaseJs, body: Any, media_type: str | None, text: str) -> None:
    """JSON, text, an ArrayBuffer, a Blob, and none."""
    options = {"body": body} if body is not None else {}
    result = invoke(node, "echo", **options)
    assert result.error is None
    assert (result.data["type"], result.data["body"], result.data["role"]) == (media_type, text, "anon")


def test_forms_arrive(node: SupabaseJs) -> None:
    """A form with a field and a file, with its boundary in the media type."""
    form = {"$form": [["name", "value"], ["file", {"$blob": "content", "type": "text/csv"}]]}
    got = invoke(node, "echo", body=form).data
    assert got["type"].startswith("multipart/form-data; boundary=")
    assert all(part in got["body"] for part in ('name="name"', "value", 'name="file"', "text/csv", "content"))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_methods_headers_and_regions_arrive(node: SupabaseJs, method: str) -> None:
    """Every method of the client; a region is the client's wish, and no parameter of the function."""
    options: dict[str, Any] = {"method": method, "region": "eu-west-1", "headers": {"Content-Type": "text/csv"}}
    got = invoke(node, "echo/rest/x?q=1", USER, **options).data
    assert (got["method"], got["path"], got["query"]) == (method, "/rest/x", [["q", "1"]])
    assert (got["region"], got["type"], got["user"]) == ("eu-west-1", "text/csv", USER_ID)


def test_results_are_parsed_by_their_media_type(node: SupabaseJs) -> None:
    """An object, a text, a Blob, and for events the response itself."""
    assert invoke(node, "echo").data["method"] == "POST"
    assert invoke(node, "text").data == "hello"
    blob = invoke(node, "bytes").data
    assert (base64.b64decode(blob["$blob"]), blob["type"]) == (bytes(range(256)), "application/octet-stream")
    events = invoke(node, "stream", body="2").data["$response"]
    assert (events["status"], events["text"]) == (200, "data: 0\n\ndata: 1\n\n")


@pytest.mark.parametrize(
    ("name", "expected", "status", "text"),
    [
        ("nothing", HTTP, 404, '{"code":"NOT_FOUND","message":"Requested function was not found"}'),
        ("user-only", HTTP, 401, '"AUTH_ERROR"'),
        ("fails", HTTP, 500, '"EDGE_FUNCTION_ERROR"'),
        ("slow", RELAY, 504, '"IDLE_TIMEOUT"'),
    ],
)
def test_each_error_is_the_one_that_the_client_knows(
    node: SupabaseJs, name: str, expected: tuple[str, str], *, status: int, text: str
) -> None:
    """An error of the function, and one without an answer of the function; the response is its context."""
    kind, code, body = refuse(invoke(node, name))
    assert (kind, code) == (expected, status)
    assert text in body
    assert refuse(invoke(node, "echo", "not.a.token"))[1:] == (401, '{"code":401,"message":"Invalid JWT"}')


@pytest.mark.parametrize("package", PACKAGES)
def test_opaque_keys_and_no_server(package: str, examples: str) -> None:
    """A publishable key is enough, which the newest client sends as `apikey` alone; no server is a fetch error."""
    with supabase_js(package, url=examples, key=PUBLISHABLE) as client:
        assert invoke(client, "echo").data["role"] == "anon"
    with supabase_js(package, url="http://127.0.0.1:9", key=PUBLISHABLE) as client:
        error = invoke(client, "echo").error
        assert error is not None
        assert (error["name"], error["message"]) == FETCH


def test_the_functions_of_a_server(client: SupabaseJs, study_server: StudyServer, ann: Student, bob: Student) -> None:
    """A user encrypts, another cannot decrypt; only a provider is missing for the tutor; a program sees the keys."""
    secret = invoke(client, "encryption", ann.token, body={"action": "encrypt", "data": "secret"}).data["result"]
    again: dict[str, Any] = {"body": {"action": "decrypt", "data": secret}}
    assert invoke(client, "encryption", ann.token, **again).data == {"result": "secret"}
    assert refuse(invoke(client, "encryption", bob.token, **again))[1] == 400
    assert refuse(invoke(client, "encryption", **again))[1] == 401
    address = {"email": "ann@example.org", "action": "validate"}
    assert invoke(client, "auth-validation", body=address).data["valid"] is True
    question = {"message": "What is a prime?", "context": {"history": []}, "options": {"mode": "chat"}}
    for name in ("ai-tutor-professional", "deepseek-ai-professional"):
        kind, status, text = refuse(invoke(client, name, ann.token, body=question))
        assert (kind, status) == (HTTP, 503)
        assert '"AI_PROVIDER_ERROR"' in text
    event = {"type": "security-event", "data": {"event_type": "login"}}
    assert invoke(client, "security-monitor", ann.token, body=event).data == {"success": True}
    rows = client.call(("from", "security_events"), ("select", "event_type,severity"), token=ann.token).data
    assert rows == [{"event_type": "login", "severity": "low"}]
    assert client.call(("from", "security_events"), ("select", "*"), token=bob.token).data == []
    keys = invoke(client, "test-keys", study_server.service_role_key, method="GET").data
    assert set(keys.values()) == {False}
