"""Finding, ranking and filling search templates."""

import pytest

from alcove.wires.opds import (
    OpdsError,
    SearchTemplate,
    SearchTerms,
    description_link,
    feed_templates,
    offers_basic,
    read_description,
    read_feed,
)
from unit.opds.documents import URL, document, feed

ATOM = "http://www.w3.org/2005/Atom"


def description(*urls: str, head: str = "") -> bytes:
    """Return an OpenSearch description."""
    return (
        f'<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" {head}>{"".join(urls)}'
        "</OpenSearchDescription>"
    ).encode()


def url(template: str, type_: str = "application/atom+xml;profile=opds-catalog") -> str:
    """Return one template of a description."""
    return f'<Url type="{type_}" template="{template}"/>'


def fill_template(template: str, terms: SearchTerms, *, head: str = "") -> str:
    """Return the URL of a search with the only template of a description."""
    (parsed,) = read_description(description(url(template), head=head), url="https://books.example/os/d.xml")
    return parsed.fill(terms)


@pytest.mark.parametrize(
    ("template", "terms", "expected"),
    [
        ("/s?q={searchTerms}", SearchTerms(text="a b&c/é"), "/s?q=a%20b%26c%2F%C3%A9"),
        ("/s/{searchTerms}", SearchTerms(text="../x"), "/s/..%2Fx"),
        (
            "/s?q={searchTerms}&amp;n={count?}&amp;p={startPage?}",
            SearchTerms(text="x", page=3, count=20),
            "/s?q=x&n=20&p=3",
        ),
        ("/s?q={searchTerms}&amp;i={startIndex}", SearchTerms(text="x", page=3, count=20), "/s?q=x&i=41"),
        ("/s?q={searchTerms}&amp;l={language?}", SearchTerms(text="x", language="fr"), "/s?q=x&l=fr"),
        ("/s?q={searchTerms}&amp;e={inputEncoding}", SearchTerms(text="x"), "/s?q=x&e=UTF-8"),
        ("/s?q={searchTerms}&amp;z={unknown?}", SearchTerms(text="x"), "/s?q=x&z="),
        (
            "/s?q={searchTerms}",
            SearchTerms(text="x", title="The Sea", author="Melville"),
            "/s?q=x%20The%20Sea%20Melville",
        ),
        ("/s?q={searchTerms?}&amp;a={atom:author?}", SearchTerms(title="Sea", author="M"), "/s?q=Sea&a=M"),
        ("/s?q={searchTerms}&amp;a={atom:author?}", SearchTerms(author="M"), "/s?q=M&a=M"),
        ("s?q={searchTerms}", SearchTerms(text="x"), "/os/s?q=x"),
        ("/s{?query,author}", SearchTerms(text="x", author="M"), "/s?query=x&author=M"),
    ],
)
def test_fill(template: str, terms: SearchTerms, expected: str) -> None:
    """Values are percent-encoded; terms without a parameter are added to the text; other parameters are empty."""
    assert fill_template(template, terms, head=f'xmlns:atom="{ATOM}"') == f"https://books.example{expected}"


def test_namespace_prefixes() -> None:
    """A parameter with a prefix is identified by the declared namespace."""
    terms = SearchTerms(title="T", author="A")
    assert fill_template("/s?q={searchTerms?}&amp;a={x:author?}", terms, head=f'xmlns:x="{ATOM}"').endswith("?q=T&a=A")
    assert fill_template("/s?q={searchTerms?}&amp;a={x:author?}", terms, head='xmlns:x="urn:other"').endswith(
        "?q=T%20A&a="
    )


def test_unknown_required_parameter() -> None:
    """An unknown required parameter raises an error with its name."""
    with pytest.raises(OpdsError, match=r"\{geo:box\}"):
        fill_template("/s?q={searchTerms}&amp;b={geo:box}", SearchTerms(text="x"))


def test_template_ranking() -> None:
    """Templates for OPDS feeds come first; web pages and other feeds are ignored."""
    found = read_description(
        description(
            url("/html?q={searchTerms}", "text/html"),
            url("/rss?q={searchTerms}", "application/rss+xml"),
            url("/atom?q={searchTerms}", "application/atom+xml"),
            url("/opds?q={searchTerms}"),
            url("/json?q={searchTerms}", "application/opds+json"),
            url("/books?q={searchTerms}", "application/atom+xml;profile=opds-catalog;kind=acquisition"),
            url("/suggest?q={searchTerms}", "application/x-suggestions+json"),
            '<Url type="application/atom+xml" rel="suggestions" template="/r?q={searchTerms}"/>',
            url("/none"),
        ),
        url=URL,
    )
    paths = [template.template.removeprefix("https://books.example/").partition("?")[0] for template in found]
    assert paths == ["books", "json", "opds", "atom"]


def test_templates_in_a_feed() -> None:
    """An Atom feed may contain an OpenSearch template, a JSON feed a URI template, besides a description link."""
    atom = read_feed(
        feed(
            '<link rel="search" type="application/opensearchdescription+xml" href="/osd"/>',
            '<link rel="search" type="application/atom+xml" href="/search/{searchTerms}"/>',
        ),
        url=URL,
    )
    assert [template.fill(SearchTerms(text="a b")) for template in feed_templates(atom)] == [
        "https://books.example/search/a%20b"
    ]
    link = description_link(atom)
    assert link is not None
    assert link.href == "https://books.example/osd"
    search = {"rel": "search", "href": "/s{?query,title,author,per-page,page}", "type": "application/opds+json"}
    (found,) = feed_templates(read_feed(document(links=[{**search, "templated": True}]), url=URL))
    assert found.dialect == "uri"
    assert found.parameters() == {"text", "title", "author", "count", "page"}
    terms = SearchTerms(text="a b", title="t", language="en", count=60, page=2)
    assert found.fill(terms) == "https://books.example/s?query=a%20b&title=t&per-page=60&page=2"


def test_feed_without_search() -> None:
    """A feed without a search link has no template and no description."""
    found = read_feed(feed('<link rel="next" href="/2"/>'), url=URL)
    assert (feed_templates(found), description_link(found)) == ((), None)


@pytest.mark.parametrize("template", ["file:///{searchTerms}", "{searchTerms}://x", "http://u:p@h/{searchTerms}"])
def test_template_with_another_scheme_or_host(template: str) -> None:
    """A template cannot select another scheme, nor a host from the search text."""
    found = read_description(description(url(template)), url=URL)
    urls = [template.fill(SearchTerms(text="http")) for template in found]
    assert [filled for filled in urls if not filled.startswith("https://books.example/")] == []


def test_filled_template_is_validated() -> None:
    """The search text cannot turn the result into another kind of URL."""
    with pytest.raises(OpdsError, match="no valid URL"):
        SearchTemplate(template="{searchTerms}/x").fill(SearchTerms(text="javascript:alert(1)"))


@pytest.mark.parametrize("content", [b"<html/>", b"<OpenSearchDescription", b"{}"])
def test_invalid_description(content: bytes) -> None:
    """A document that is not an OpenSearch description raises an error."""
    with pytest.raises(OpdsError):
        read_description(content, url=URL)


def test_offers_basic() -> None:
    """HTTP Basic is found among the authentication methods; other content is ignored."""
    basic = b'{"authentication": [{"type": "http://opds-spec.org/auth/oauth/implicit"}, {"type": "http://opds-spec.org/auth/basic"}]}'
    assert offers_basic(basic)
    assert offers_basic(b'{"type": ["http://opds-spec.org/auth/basic"]}')
    assert not offers_basic(b'{"authentication": [{"type": "http://opds-spec.org/auth/saml"}]}')
    assert not offers_basic(b'{"authentication": 7}')
    with pytest.raises(OpdsError):
        offers_basic(b"<html>")
