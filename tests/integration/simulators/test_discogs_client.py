"""`python3-discogs-client`, the library that most programs use, as it comes from the index."""

import re
import time
from collections.abc import Callable
from itertools import islice

import discogs_client
import httpx2 as httpx
import pytest
from discogs_client.exceptions import HTTPError

from alcove.simulators.discogs import SimulatorConfig
from fixtures.simulators.faults import Faults
from integration.simulators.conftest import SELLERS, USER_AGENT, Site

Connect = Callable[..., discogs_client.Client]


@pytest.fixture
def connect(site: Site) -> Connect:
    """Return the library's client with its three addresses set to the simulator; it has no other setting for them."""

    class Client(discogs_client.Client):  # type: ignore[misc] # the library has no types
        _base_url = site.url
        _request_token_url = f"{site.url}/oauth/request_token"
        _authorize_url = f"{site.url}/oauth/authorize"
        _access_token_url = f"{site.url}/oauth/access_token"

    return lambda **credentials: Client(USER_AGENT, **credentials)


@pytest.fixture
def signed_in(connect: Connect) -> discogs_client.Client:
    """Return a client with a personal token."""
    return connect(user_token="simulator-token")


def test_identity(signed_in: discogs_client.Client) -> None:
    """The library learns who a personal token belongs to, and reads the profile behind it."""
    me = signed_in.identity()
    assert (me.username, me.id) == ("collector", 7001)
    assert me.registered.year == 2012
    assert me.num_wantlist == 0


def test_inventory_paging(signed_in: discogs_client.Client) -> None:
    """The library counts, walks and sorts a whole inventory."""
    inventory = signed_in.user("anna").inventory
    assert (len(inventory), inventory.pages) == (130, 3)
    listings = list(inventory)
    assert len({listing.id for listing in listings}) == 130
    assert listings[0].posted < listings[-1].posted
    inventory.per_page = 100
    newest = inventory.sort("listed", "desc")
    assert newest[0].id == listings[-1].id
    assert newest[105].id == listings[24].id
    first = listings[0]
    assert (first.status, first.seller.username, first.price.currency) == ("For Sale", "anna", "USD")
    assert first.price.value > 0


def test_odd_names(signed_in: discogs_client.Client) -> None:
    """Names with spaces and umlauts work through the library."""
    seller = signed_in.user("Plattenkiste Köln Süd")
    assert len(list(seller.inventory)) == 60
    assert seller.inventory[0].ships_from == "Germany"


def test_large_inventories_end_at_the_wall(signed_in: discogs_client.Client) -> None:
    """The library is told 403 for page 101 of somebody else's inventory."""
    inventory = signed_in.user("warehouse").inventory
    inventory.per_page = 100
    assert inventory.page(100)
    with pytest.raises(HTTPError, match="403"):
        inventory.page(101)


def test_release_details(signed_in: discogs_client.Client) -> None:
    """A listing's release is completed with genres, formats, community and prices."""
    listing = signed_in.user("anna").inventory[0]
    release = listing.release
    assert release.genres
    assert release.country
    assert release.formats[0]["descriptions"]
    assert (release.artists[0].name, release.labels[0].catno) != ("", "")
    assert release.community.have == listing.release.data["stats"]["community"]["in_collection"]
    assert release.community.rating.average > 0
    assert release.price_suggestions.mint.value > release.price_suggestions.poor.value
    assert release.marketplace_stats.num_for_sale >= 0
    assert signed_in.listing(listing.id).condition == listing.condition
    with pytest.raises(HTTPError, match="404"):
        signed_in.release(1).refresh()


def test_wantlist(signed_in: discogs_client.Client) -> None:
    """The library adds releases to the wantlist, edits and removes them."""
    me, releases = signed_in.identity(), [item.release for item in islice(signed_in.user("anna").inventory, 3)]
    for release in releases:
        me.wantlist.add(release)
    me.wantlist.add(releases[0].id, notes="again", rating=3)
    wanted = list(me.wantlist)
    assert {want.id for want in wanted} == {release.id for release in releases}
    assert {want.release.title for want in wanted} == {release.title for release in releases}
    me.wantlist.remove(releases[0])
    assert len(list(me.wantlist)) == len(wanted) - 1


def test_three_steps_of_oauth(site: Site, connect: Connect) -> None:
    """The library walks through request token, authorize page and access token, and then acts signed."""
    client = connect(consumer_key="simulator-key", consumer_secret="simulator-secret")
    token, _, url = client.get_authorize_url()
    assert httpx.get(url).status_code == 200
    page = httpx.post(url.partition("?")[0], data={"oauth_token": token, "answer": "authorize"}).text
    found = re.search(r'id="verifier">(\w+)<', page)
    assert found is not None
    access, secret = client.get_access_token(found[1])
    again = connect(consumer_key="simulator-key", consumer_secret="simulator-secret", token=access, secret=secret)
    for one in (client, again):
        assert one.identity().username == "collector"
    again.identity().wantlist.add(again.user("anna").inventory[0].release)
    assert len(site.simulator.wants.entries("collector")) == 1


def test_oauth_with_a_callback(connect: Connect) -> None:
    """The library's callback, which it signs in the body, is where the person is sent."""
    client = connect(consumer_key="simulator-key", consumer_secret="simulator-secret")
    token, _, url = client.get_authorize_url(callback_url="http://127.0.0.1:1/done")
    response = httpx.post(url.partition("?")[0], data={"oauth_token": token, "answer": "authorize"})
    assert response.headers["location"].startswith("http://127.0.0.1:1/done?oauth_token=")


def test_wrong_credentials(connect: Connect) -> None:
    """The library reports what the simulator refuses."""
    with pytest.raises(HTTPError, match="401"):
        connect(user_token="wrong").identity()
    with pytest.raises(HTTPError, match="401"):
        connect().identity()


def test_anonymous_reading(connect: Connect) -> None:
    """Without credentials inventories can be read."""
    assert connect().user("anna").inventory[0].price.value > 0


def test_backoff(site: Site, signed_in: discogs_client.Client) -> None:
    """The library waits and tries again when it is told to slow down, and then succeeds."""
    site.simulator.faults.configure(Faults(next={"throttle": 2}))
    assert signed_in.identity().username == "collector"
    assert [entry.status for entry in site.simulator.log.entries()] == [429, 429, 200]


class TestTrueWindow:
    """The library against a window that is really full."""

    @pytest.fixture
    def config(self) -> SimulatorConfig:
        """Return a site with a small limit and a short window."""
        return SimulatorConfig(sellers=SELLERS, rate_limit=4, window_s=0.5)

    def test_backoff_until_the_window_moves(self, signed_in: discogs_client.Client, site: Site) -> None:
        """The library gets all its answers although it asks faster than the limit."""
        before = time.monotonic()
        for _ in range(6):
            assert signed_in.identity().username == "collector"
        assert time.monotonic() - before >= 0.4
        assert 429 in {entry.status for entry in site.simulator.log.entries()}
