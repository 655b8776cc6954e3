"""Which acquisition links lead directly to a free file."""

import pytest

from alcove.wires.opds import is_free
from unit.opds.documents import acquisition, from_json

OPDS = "http://opds-spec.org/acquisition"


@pytest.mark.parametrize("rel", [OPDS, f"{OPDS}/open-access", f"{OPDS} self", "https://opds-spec.org/acquisition"])
def test_plain_and_open_access_are_free(rel: str) -> None:
    """Without a price and a chain, both relations are free."""
    assert is_free(acquisition(rel=rel))


@pytest.mark.parametrize("kind", ["borrow", "buy", "subscribe", "sample", "preview", "rent", ""])
def test_other_relations_are_not_free(kind: str) -> None:
    """Loans, purchases, samples and unknown relations are not free."""
    assert not is_free(acquisition(rel=f"{OPDS}/{kind}"))


def test_prices() -> None:
    """Plain acquisition with any price, even zero, is not free; open access with a price of zero is."""
    price = '<opds:price currencycode="EUR">{}</opds:price>'
    assert not is_free(acquisition(price.format("4.99")))
    assert not is_free(acquisition(price.format("0")))
    assert is_free(acquisition(price.format("0.00"), rel=f"{OPDS}/open-access"))
    assert not is_free(acquisition(price.format("4.99"), rel=f"{OPDS}/open-access"))
    assert not is_free(acquisition(price.format("free"), rel=f"{OPDS}/open-access"))


@pytest.mark.parametrize(
    "type_",
    [
        "application/vnd.adobe.adept+xml",
        "application/vnd.readium.lcp.license.v1.0+json",
        "application/pdf+lcp",
        "application/epub+zip;profile=LCP",
        "application/vnd.librarysimplified.bearer-token+json",
        "application/vnd.overdrive.circulation.api+json;profile=audiobook",
    ],
)
def test_drm_anywhere_in_the_chain(type_: str) -> None:
    """A media type with DRM is not free: as the file itself, at the end of a chain, and within it."""
    step = '<opds:indirectAcquisition type="{}">{}</opds:indirectAcquisition>'
    epub = step.format("application/epub+zip", "")
    assert not is_free(acquisition(rel=f"{OPDS}/open-access", type_=type_))
    assert not is_free(acquisition(step.format(type_, "")))
    assert not is_free(acquisition(step.format(type_, epub)))
    assert not is_free(acquisition(step.format("application/zip", step.format(type_, ""))))
    assert not is_free(acquisition(epub + step.format(type_, epub), rel=f"{OPDS}/open-access"))


def test_page_in_front_of_a_file() -> None:
    """A link to a page or entry with a file behind it is not free; one to an archive is."""
    chain = '<opds:indirectAcquisition type="application/epub+zip"/>'
    for type_ in ("text/html", "application/atom+xml;type=entry;profile=opds-catalog", "application/opds+json"):
        assert not is_free(acquisition(chain, type_=type_))
    assert is_free(acquisition(chain, type_="application/zip"))


def test_long_chain_counts_as_drm() -> None:
    """A chain of nine steps is not free."""
    chain = ""
    for _ in range(9):
        chain = f'<opds:indirectAcquisition type="application/zip">{chain}</opds:indirectAcquisition>'
    assert not is_free(acquisition(chain, type_="application/zip"))


def test_json_links() -> None:
    """Price, chain and availability of JSON links count like those of Atom."""
    link = {"rel": "acquisition", "href": "/b.epub", "type": "application/epub+zip"}
    lcp = [{"type": "application/vnd.readium.lcp.license.v1.0+json", "child": [{"type": "application/epub+zip"}]}]
    for properties, free in [
        ({}, True),
        ({"price": {"value": 4.99, "currency": "USD"}}, False),
        ({"price": {"value": 0, "currency": "USD"}}, False),
        ({"indirectAcquisition": lcp}, False),
        ({"indirectAcquisition": lcp[0]}, False),
        ({"indirectAcquisition": [{"type": "application/epub+zip"}]}, True),
        ({"availability": {"state": "unavailable"}}, False),
        ({"availability": {"state": "available"}}, True),
    ]:
        assert is_free(from_json({**link, "properties": properties}).acquisitions[0]) is free, properties
