"""Search templates of both kinds are found, chosen and filled."""

import pytest

from alcove.wires.opds import (
    OpdsError,
    SearchTemplate,
    Terms,
    description_link,
    feed_templates,
    offers_basic,
    read_description,
    read_feed,
)
from unit.opds.documents import HERE, document, feed

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


def filled(template: str, terms: Terms, *, head: str = "") -> str:
    """Return the address that the only template of a description leads to."""
    (one,) = read_description(description(url(template), head=head), url="https://books.example/os/d.xml")
    return one.fill(terms)


@pytest.mark.parametrize(
    ("template", "terms", "expected"),
    [
        ("/s?q={searchTerms}", Terms(text="a b&c/é"), "/s?q=a%20b%26c%2F%C3%A9"),
        ("/s/{searchTerms}", Terms(text="../x"), "/s/..%2Fx"),
        ("/s?q={searchTerms}&amp;n={count?}&amp;p={startPage?}", Terms(text="x", page=3, count=20), "/s?q=x&n=20&p=3"),
        ("/s?q={searchTerms}&amp;i={startIndex}", Terms(text="x", page=3, count=20), "/s?q=x&i=41"),
        ("/s?q={searchTerms}&amp;l={language?}", Terms(text="x", language="fr"), "/s?q=x&l=fr"),
        ("/s?q={searchTerms}&amp;e={inputEncoding}", Terms(text="x"), "/s?q=x&e=UTF-8"),
        ("/s?q={searchTerms}&amp;z={unknown?}", Terms(text="x"), "/s?q=x&z="),
        ("/s?q={searchTerms}", Terms(text="x", title="The Sea", author="Melville"), "/s?q=x%20The%20Sea%20Melville"),
        ("/s?q={searchTerms?}&amp;a={atom:author?}", Terms(title="Sea", author="M"), "/s?q=Sea&a=M"),
        ("/s?q={searchTerms}&amp;a={atom:author?}", Terms(author="M"), "/s?q=M&a=M"),
        ("s?q={searchTerms}", Terms(text="x"), "/os/s?q=x"),
        ("/s{?query,author}", Terms(text="x", author="M"), "/s?query=x&author=M"),
    ],
)
def test_what_the_template_knows_is_filled_in(template: str, terms: Terms, expected: str) -> None:
    """Values are percent-encoded; what has no blank of its own joins the words; the rest stays empty."""
    assert filled(template, terms, head=f'xmlns:atom="{ATOM}"') == f"https://books.example{expected}"


def test_prefixes_mean_what_the_document_declares() -> None:
    """A blank with a prefix counts by the namespace behind it, not by its letters."""
    terms = Terms(title="T", author="A")
    assert filled("/s?q={searchTerms?}&amp;a={x:author?}", terms, head=f'xmlns:x="{ATOM}"').endswith("?q=T&a=A")
    assert filled("/s?q={searchTerms?}&amp;a={x:author?}", terms, head='xmlns:x="urn:other"').endswith("?q=T%20A&a=")


def test_a_blank_that_nobody_knows_makes_a_template_useless() -> None:
    """A required parameter without a meaning is an error that names it."""
    with pytest.raises(OpdsError, match=r"\{geo:box\}"):
        filled("/s?q={searchTerms}&amp;b={geo:box}", Terms(text="x"))


def test_the_best_template_comes_first() -> None:
    """Templates for books go before other feeds; pages for people and feeds of another kind are left out."""
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
        url=HERE,
    )
    paths = [one.template.removeprefix("https://books.example/").partition("?")[0] for one in found]
    assert paths == ["books", "json", "opds", "atom"]


def test_templates_may_stand_in_the_feed_itself() -> None:
    """Atom feeds may hold a direct template, JSON feeds a URI template; a description is told apart."""
    atom = read_feed(
        feed(
            '<link rel="search" type="application/opensearchdescription+xml" href="/osd"/>',
            '<link rel="search" type="application/atom+xml" href="/search/{searchTerms}"/>',
        ),
        url=HERE,
    )
    assert [one.fill(Terms(text="a b")) for one in feed_templates(atom)] == ["https://books.example/search/a%20b"]
    link = description_link(atom)
    assert link is not None
    assert link.href == "https://books.example/osd"
    search = {"rel": "search", "href": "/s{?query,title,author,per-page,page}", "type": "application/opds+json"}
    (found,) = feed_templates(read_feed(document(links=[{**search, "templated": True}]), url=HERE))
    assert found.dialect == "uri"
    assert found.knows() == {"text", "title", "author", "count", "page"}
    terms = Terms(text="a b", title="t", language="en", count=60, page=2)
    assert found.fill(terms) == "https://books.example/s?query=a%20b&title=t&per-page=60&page=2"


def test_a_feed_without_search_has_no_template() -> None:
    """No link, no template and no description."""
    found = read_feed(feed('<link rel="next" href="/2"/>'), url=HERE)
    assert (feed_templates(found), description_link(found)) == ((), None)


@pytest.mark.parametrize("template", ["file:///{searchTerms}", "{searchTerms}://x", "http://u:p@h/{searchTerms}"])
def test_a_template_leads_to_a_web_address_or_nowhere(template: str) -> None:
    """A template cannot make us call another scheme, nor choose the host by what is searched for."""
    found = read_description(description(url(template)), url=HERE)
    addresses = [one.fill(Terms(text="http")) for one in found]
    assert [each for each in addresses if not each.startswith("https://books.example/")] == []


def test_a_filled_template_is_checked_again() -> None:
    """Words that are searched for cannot turn an address into another one."""
    with pytest.raises(OpdsError, match="no address"):
        SearchTemplate(template="{searchTerms}/x").fill(Terms(text="javascript:alert(1)"))


@pytest.mark.parametrize("content", [b"<html/>", b"<OpenSearchDescription", b"{}"])
def test_what_is_no_description_is_an_error(content: bytes) -> None:
    """Another document in its place raises an error."""
    with pytest.raises(OpdsError):
        read_description(content, url=HERE)


def test_authentication_documents_tell_whether_basic_is_offered() -> None:
    """Basic is looked for among the ways to sign in; everything else in the document is not looked at."""
    basic = b'{"authentication": [{"type": "http://opds-spec.org/auth/oauth/implicit"}, {"type": "http://opds-spec.org/auth/basic"}]}'
    assert offers_basic(basic)
    assert offers_basic(b'{"type": ["http://opds-spec.org/auth/basic"]}')
    assert not offers_basic(b'{"authentication": [{"type": "http://opds-spec.org/auth/saml"}]}')
    assert not offers_basic(b'{"authentication": 7}')
    with pytest.raises(OpdsError):
        offers_basic(b"<html>")
