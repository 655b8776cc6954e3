"""The unmodified library `python3-discogs-client` works with the simulator."""

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
    """Return the library's client class with the URLs of the simulator; it has no setting for them."""

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
    """The library identifies the owner of a personal token and reads the profile."""
    me = signed_in.identity()
    assert (me.username, me.id) == ("collector", 7001)
    assert me.registered.year == 2012
    assert me.num_wantlist == 0


def test_inventory_paging(signed_in: discogs_client.Client) -> None:
    """The library counts, iterates and sorts a whole inventory."""
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


def test_page_limit_of_large_inventories(signed_in: discogs_client.Client) -> None:
    """The library gets 403 for page 101 of another user's inventory."""
    inventory = signed_in.user("warehouse").inventory
    inventory.per_page = 100
    assert inventory.page(100)
    with pytest.raises(HTTPError, match="403"):
        inventory.page(101)


def test_release_details(signed_in: discogs_client.Client) -> None:
    """The library loads genres, formats, community data and prices of a listing's release."""
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
    """The library gets a request token, the user authorizes it, and the access token signs requests."""
    client = connect(consumer_key="simulator-key", consumer_secret="simulator-secret")
    token, _, url = client.get_authorize_url()
    assert httpx.get(url).status_code == 200
    page = httpx.post(url.partition("?")[0], data={"oauth_token": token, "answer": "authorize"}).text
    found = re.search(r'id="verifier">(\w+)<', page)
    assert found is not None
    access, secret = client.get_access_token(found[1])
    again = connect(consumer_key="simulator-key", consumer_secret="simulator-secret", token=access, secret=secret)
    for authorized in (client, again):
        assert authorized.identity().username == "collector"
    again.identity().wantlist.add(again.user("anna").inventory[0].release)
    assert len(site.simulator.wants.entries("collector")) == 1


def test_oauth_with_a_callback(connect: Connect) -> None:
    """The user is redirected to the callback URL that the library signs in the body."""
    client = connect(consumer_key="simulator-key", consumer_secret="simulator-secret")
    token, _, url = client.get_authorize_url(callback_url="http://127.0.0.1:1/done")
    response = httpx.post(url.partition("?")[0], data={"oauth_token": token, "answer": "authorize"})
    assert response.headers["location"].startswith("http://127.0.0.1:1/done?oauth_token=")


def test_wrong_credentials(connect: Connect) -> None:
    """The library reports rejected credentials."""
    with pytest.raises(HTTPError, match="401"):
        connect(user_token="wrong").identity()
    with pytest.raises(HTTPError, match="401"):
        connect().identity()


def test_anonymous_reading(connect: Connect) -> None:
    """Without credentials inventories can be read."""
    assert connect().user("anna").inventory[0].price.value > 0


def test_backoff(site: Site, signed_in: discogs_client.Client) -> None:
    """The library waits and retries after a 429, and then succeeds."""
    site.simulator.faults.configure(Faults(next={"throttle": 2}))
    assert signed_in.identity().username == "collector"
    assert [entry.status for entry in site.simulator.log.entries()] == [429, 429, 200]


class TestFullWindow:
    """The library with a rate limit that is really exceeded."""

    @pytest.fixture
    def config(self) -> SimulatorConfig:
        """Return a configuration with a small limit and a short window."""
        return SimulatorConfig(sellers=SELLERS, rate_limit=4, window_s=0.5)

    def test_backoff_until_the_window_slides(self, signed_in: discogs_client.Client, site: Site) -> None:
        """The library gets all its responses although it sends requests faster than the limit."""
        before = time.monotonic()
        for _ in range(6):
            assert signed_in.identity().username == "collector"
        assert time.monotonic() - before >= 0.4
        assert 429 in {entry.status for entry in site.simulator.log.entries()}
