"""Only free and direct files are taken."""

import pytest

from alcove.wires.opds import is_free
from unit.opds.documents import from_json, way

OPDS = "http://opds-spec.org/acquisition"


@pytest.mark.parametrize("rel", [OPDS, f"{OPDS}/open-access", f"{OPDS} self", "https://opds-spec.org/acquisition"])
def test_plain_and_open_access_files_are_free(rel: str) -> None:
    """Without price and chain, both relations give a file."""
    assert is_free(way(rel=rel))


@pytest.mark.parametrize("kind", ["borrow", "buy", "subscribe", "sample", "preview", "rent", ""])
def test_every_other_relation_is_refused(kind: str) -> None:
    """Loans, purchases, parts and what nobody knows are refused."""
    assert not is_free(way(rel=f"{OPDS}/{kind}"))


def test_a_price_makes_plain_acquisition_a_purchase() -> None:
    """A plain file with any price, even of nothing, is refused; open access with a price of nothing is not."""
    price = '<opds:price currencycode="EUR">{}</opds:price>'
    assert not is_free(way(price.format("4.99")))
    assert not is_free(way(price.format("0")))
    assert is_free(way(price.format("0.00"), rel=f"{OPDS}/open-access"))
    assert not is_free(way(price.format("4.99"), rel=f"{OPDS}/open-access"))
    assert not is_free(way(price.format("free"), rel=f"{OPDS}/open-access"))


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
def test_protection_anywhere_on_the_way_is_refused(type_: str) -> None:
    """A protected type is refused as the file itself, as the end of a chain, and in its middle."""
    step = '<opds:indirectAcquisition type="{}">{}</opds:indirectAcquisition>'
    epub = step.format("application/epub+zip", "")
    assert not is_free(way(rel=f"{OPDS}/open-access", type_=type_))
    assert not is_free(way(step.format(type_, "")))
    assert not is_free(way(step.format(type_, epub)))
    assert not is_free(way(step.format("application/zip", step.format(type_, ""))))
    assert not is_free(way(epub + step.format(type_, epub), rel=f"{OPDS}/open-access"))


def test_a_page_in_front_of_a_file_is_no_file() -> None:
    """A link to a page or an entry behind which a file is said to be is refused; one to an archive is not."""
    chain = '<opds:indirectAcquisition type="application/epub+zip"/>'
    for type_ in ("text/html", "application/atom+xml;type=entry;profile=opds-catalog", "application/opds+json"):
        assert not is_free(way(chain, type_=type_))
    assert is_free(way(chain, type_="application/zip"))


def test_a_chain_without_end_is_taken_to_be_protected() -> None:
    """Nobody needs nine steps to a free file."""
    chain = ""
    for _ in range(9):
        chain = f'<opds:indirectAcquisition type="application/zip">{chain}</opds:indirectAcquisition>'
    assert not is_free(way(chain, type_="application/zip"))


def test_both_versions_are_judged_alike() -> None:
    """Price, chain and availability of JSON links count as those of Atom."""
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
