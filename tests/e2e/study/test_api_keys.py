"""Keys of other services through Supabase's client: stored, listed, and returned to a program on a server."""

import psycopg

from e2e.study.conftest import Student, StudyServer
from support.supabase_js import SupabaseJs

KEY = "a key that nobody may see"


def test_an_account_stores_and_lists_its_keys(client: SupabaseJs, ann: Student, study_server: StudyServer) -> None:
    """The key is stored encrypted and listed without it; the account cannot read it back."""
    arguments = {"p_key_name": "openai", "p_key_value": KEY, "p_provider": "openai"}
    stored = client.call(("rpc", "store_api_key", arguments), token=ann.token)
    assert (stored.error, stored.data["success"], stored.data["key_name"]) == (None, True, "openai")
    listed = client.call(("rpc", "list_api_keys"), token=ann.token)
    assert [(row["key_name"], row["provider"]) for row in listed.data] == [("openai", "openai")]
    by_get = client.call(("rpc", "list_api_keys", {}, {"get": True}), token=ann.token)
    assert by_get.data == listed.data
    refused = client.call(("rpc", "get_api_key", {"p_key_name": "openai"}), token=ann.token)
    assert refused.error is not None
    assert (refused.status, refused.error["code"]) == (403, "42501")
    with psycopg.connect(study_server.dsn) as connection:
        row = connection.execute("SELECT to_jsonb(v)::text FROM public.api_vault AS v WHERE user_id = %s", (ann.id,))
        assert KEY not in str(row.fetchone())


def test_other_callers_do_not_see_the_keys(client: SupabaseJs, ann: Student, bob: Student) -> None:
    """Another account lists nothing, and a caller without an account may not call the functions."""
    arguments = {"p_key_name": "openai", "p_key_value": KEY, "p_provider": "openai"}
    assert client.call(("rpc", "store_api_key", arguments), token=ann.token).error is None
    assert client.call(("rpc", "list_api_keys"), token=bob.token).data == []
    anonymous = client.call(("rpc", "store_api_key", arguments))
    assert anonymous.error is not None
    assert (anonymous.status, anonymous.error["code"]) == (401, "42501")
    unknown = client.call(("rpc", "store_api_key", {"name": "openai"}), token=ann.token)
    assert unknown.error is not None
    assert (unknown.status, unknown.error["code"]) == (404, "PGRST202")


def test_a_program_on_a_server_gets_the_key(client: SupabaseJs, study_server: StudyServer) -> None:
    """With the service_role key a key of the server is stored and returned, by POST and GET; an unknown one is null."""
    token = study_server.service_role_key
    arguments = {"p_key_name": "gemini", "p_key_value": KEY, "p_provider": "google"}
    assert client.call(("rpc", "store_api_key", arguments), token=token).error is None
    for options in ({}, {"get": True}):
        for name, expected in (("gemini", KEY), ("unknown", None)):
            got = client.call(("rpc", "get_api_key", {"p_key_name": name}, options), token=token)
            assert (got.error, got.data, got.status) == (None, expected, 200)
