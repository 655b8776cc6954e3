"""Any text where an address is expected."""

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.foundation.fetch.addresses import normalize_host, parse_ip_literal
from alcove.foundation.fetch.errors import FetchError, Forbidden, InvalidRequest
from alcove.foundation.fetch.forward_proxy import _parse_target

HOSTS = st.text(max_size=60) | st.text(alphabet="0123456789abcdefx.:[]%/@-", max_size=40)


@settings(derandomize=True, max_examples=500)
@given(HOSTS)
def test_any_host_is_normalised_or_refused(host: str) -> None:
    """A host name has a normal form; what looks like an address is one, or is refused."""
    try:
        address = parse_ip_literal(normalize_host(host))
    except FetchError:
        return
    assert address is None or address.version in (4, 6)


@settings(derandomize=True, max_examples=500)
@given(
    st.binary(max_size=120)
    | st.builds("{} {} HTTP/1.1\r\nHost: x\r\n\r\n".format, st.sampled_from(["GET", "CONNECT"]), HOSTS).map(
        lambda text: text.encode("utf-8", "replace")
    )
)
def test_any_proxy_request_has_a_target_or_is_refused(head: bytes) -> None:
    """The proxy of the browser understands a request or refuses it."""
    try:
        target = _parse_target(head)
    except (Forbidden, InvalidRequest):
        return
    assert target.host
    assert 0 < target.port < 65536
