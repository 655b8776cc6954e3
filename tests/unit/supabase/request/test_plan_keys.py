"""What the kept plan of a request depends on."""

from alcove.wires.supabase.rest.request.model import JsonPayload, RawPayload
from alcove.wires.supabase.rest.transaction.plan_cache import MAX_KEY, action_key, head_key


def _head(method: str = "POST", path: str = "/notes", raw_query: str = "", **fields: str) -> object:
    return head_key(method, path, raw_query=raw_query, fields={name.replace("_", "-"): fields[name] for name in fields})


def test_heads_that_differ() -> None:
    """The method, the address, and each header that a plan reads, make another key; other headers do not."""
    heads = [
        _head(), _head("PATCH"), _head(path="/other"), _head(raw_query="a=eq.1"), _head(prefer="count=exact"),
        _head(accept="text/csv"), _head(accept_profile="a"), _head(content_profile="a"), _head(content_type="a"),
        _head(range="0-1"),
    ]  # fmt: skip
    assert len(set(heads)) == len(heads)
    assert _head(cookie="a=1", authorization="Bearer x") == _head()


def test_heads_that_are_not_kept() -> None:
    """The root, OPTIONS and very long requests are planned each time."""
    assert _head(path="/") is None
    assert _head("OPTIONS") is None
    assert _head(raw_query="a" * MAX_KEY) is None


def test_bodies() -> None:
    """Keys and the kind of a JSON body count, and its values do not; forms and raw bodies are not kept."""
    head = head_key("POST", "/notes", raw_query="", fields={})
    assert head is not None

    def key(text: bytes, *keys: str, is_array: bool = False) -> object:
        return action_key(head, JsonPayload(text=text, keys=keys, is_array=is_array))

    assert key(b'{"a": 1}', "a") == key(b'{"a": 2}', "a")
    different = [
        action_key(head, None), key(b"", "a"), key(b"", "a", is_array=True), key(b"", "a", "b"), key(b""),
        action_key(head, JsonPayload(text=b"", keys=None, is_array=True)),
    ]  # fmt: skip
    assert len(set(different)) == len(different)
    assert key(b"", "a" * MAX_KEY) is None
    assert action_key(head, RawPayload(b"x", "text")) is None
    assert action_key(head, JsonPayload(text=b"{}", keys=(), is_array=False, form=())) is None
