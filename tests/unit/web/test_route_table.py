"""Routing: with and without trailing slash, fixed paths before patterns."""

import pytest

from alcove.foundation.web.route_table import RouteTable, all_prefixes, find_longest_prefix


@pytest.fixture(scope="module", name="table")
def _table() -> RouteTable[str]:
    table: RouteTable[str] = RouteTable()
    for template, method in (
        ("/", "GET"),
        ("/dashboard/", "GET"),
        ("/api/scraper/stats", "GET"),
        ("/api/scraper/{seller:path}", "POST"),
        ("/api/scraper/go/{seller:path}", "POST"),
        ("/vote/{id}", "POST"),
        ("/vote/{number}", "DELETE"),
        ("/a.b/{id}/c", "GET"),
        ("/{any}/tail", "GET"),
    ):
        table.add(template, method, endpoint=f"{method} {template}")
    return table


@pytest.mark.parametrize(
    ("request_line", "endpoint", "parameters"),
    [
        ("GET /", "GET /", {}),
        ("GET /dashboard", "GET /dashboard/", {}),
        ("HEAD /dashboard/", "GET /dashboard/", {}),
        ("GET /api/scraper/stats/", "GET /api/scraper/stats", {}),
        ("POST /api/scraper/stats", "POST /api/scraper/{seller:path}", {"seller": "stats"}),
        ("POST /api/scraper/go/a", "POST /api/scraper/go/{seller:path}", {"seller": "a"}),
        ("POST /api/scraper/a/b/", "POST /api/scraper/{seller:path}", {"seller": "a/b"}),
        ("POST /api/scraper/", "POST /api/scraper/{seller:path}", {"seller": ""}),
        ("POST /api/scraper/a\nb", "POST /api/scraper/{seller:path}", {"seller": "a\nb"}),
        ("POST /vote/5/", "POST /vote/{id}", {"id": "5"}),
        ("DELETE /vote/5", "DELETE /vote/{number}", {"number": "5"}),
        ("HEAD /a.b/1/c", "GET /a.b/{id}/c", {"id": "1"}),
        ("GET /x/tail", "GET /{any}/tail", {"any": "x"}),
    ],
)
def test_paths_match(table: RouteTable[str], request_line: str, endpoint: str, parameters: dict[str, str]) -> None:
    """Each path and method matches its endpoint and parameters."""
    method, _, path = request_line.partition(" ")
    match = table.find(path, method)
    assert (match.endpoint, dict(match.path)) == (endpoint, parameters)


@pytest.mark.parametrize(
    "path",
    ["//", "//dashboard", "/dashboard//", "/Dashboard", "", "*", "/vote", "/vote/", "/vote/1/2", "/aXb/1/c/d", "/x/y"],
)
def test_other_paths_do_not_match(table: RouteTable[str], path: str) -> None:
    """Paths are not normalized."""
    match = table.find(path, "GET")
    assert (match.endpoint, match.allowed) == (None, frozenset())


def test_a_wrong_method_lists_the_allowed_ones(table: RouteTable[str]) -> None:
    """A path with other methods lists them."""
    assert table.find("/dashboard", "PUT").allowed == {"GET", "HEAD"}
    assert table.find("/vote/1", "GET").allowed == {"POST", "DELETE"}
    assert table.find("/api/scraper/stats", "PUT").allowed == {"GET", "HEAD", "POST"}


def test_the_first_endpoint_of_a_path_wins() -> None:
    """Adding the same path again has no effect."""
    table: RouteTable[int] = RouteTable()
    table.add("/health", "GET", endpoint=1)
    table.add("/health/", "GET", endpoint=2)
    assert table.find("/health/", "GET").endpoint == 1


def test_prefixes_map_paths_to_apps() -> None:
    """An unknown path belongs to the app with the longest matching prefix."""
    owners = dict.fromkeys(all_prefixes(["/", "/api/dashboard", "/data/{seller:path}"]), "records")
    owners |= dict.fromkeys(all_prefixes(["/rest/v1/{table}", "/auth/v1/token"]), "study")
    assert find_longest_prefix("/rest/v1/x/y/z", owners) == "study"
    assert find_longest_prefix("/auth/v2", owners) == "study"
    assert find_longest_prefix("/api/else", owners) == "records"
    assert find_longest_prefix("/data/x", owners) == "records"
    assert find_longest_prefix("/other" + "/x" * 5000, owners) is None
    assert find_longest_prefix("/", owners) is None
    assert find_longest_prefix("", owners) is None


def test_parameters_in_any_segment_match_beside_fixed_ones() -> None:
    """Patterns with a parameter in the first or second segment are tried, the most specific ones first."""
    table: RouteTable[str] = RouteTable()
    for template in ("/{any:path}", "/api/{kind}/items/{id}", "/api/tasks/{id}", "/api/{rest:path}", "/api/x-{id}/end"):
        table.add(template, "GET", endpoint=template)
    expected = {
        "/api/tasks/1": "/api/tasks/{id}",
        "/api/tasks/items/1": "/api/{kind}/items/{id}",
        "/api/goals/items/1": "/api/{kind}/items/{id}",
        "/api/x-7/end": "/api/x-{id}/end",
        "/api/tasks/1/2/3": "/api/{rest:path}",
        "/api/other": "/api/{rest:path}",
        "/api/": "/api/{rest:path}",
        "/api": "/{any:path}",
        "/else/where": "/{any:path}",
    }
    assert {path: table.find(path, "GET").endpoint for path in expected} == expected
    assert table.find("api", "GET").endpoint is None
