"""Any text in the values of feeds and in templates for searches."""

import math
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from alcove.wires.opds import Feed, Link, OpdsError, SearchTemplate, SearchTerms, feed_templates
from alcove.wires.opds.values import (
    MAX_TEXT_LENGTH,
    MAX_URL_LENGTH,
    absolute_url,
    format_date,
    normalize_space,
    parse_count,
    parse_date,
    parse_position,
)

ANY = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
TEMPLATES = st.lists(
    st.sampled_from(
        ["https://x.example/", "{", "}", "?", "{searchTerms}", "{atom:author?}", "{?query,title}", "{startPage?}",
         "{x:y}", "{/path*}", "{#a}", "{&b:3}", "{language}", "%", "{{", "é", "{;a*}", "{+q}", " "]
    ),
    max_size=8,
).map("".join)  # fmt: skip
PARAMETERS = {"text", "title", "author", "language", "page", "start", "count"}
WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(derandomize=True, max_examples=300)
@given(ANY)
def test_any_value_is_a_number_or_none(value: object) -> None:
    """Counts are whole and not negative, positions finite."""
    count, position = parse_count(value), parse_position(value)
    assert count is None or (isinstance(count, int) and count >= 0)
    assert position is None or (math.isfinite(position) and position >= 0)


@settings(derandomize=True, max_examples=500)
@given(st.text(max_size=40) | st.text(alphabet="0123456789-:TZ+. W", max_size=30))
def test_any_date_is_a_moment_or_none(text: str) -> None:
    """A date has a time zone, and can be written again."""
    moment = parse_date(text)
    assert moment is None or moment.tzinfo is not None


@settings(derandomize=True, max_examples=200)
@given(st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants it naive
def test_a_date_survives(moment: datetime) -> None:
    """A moment is read from what was written."""
    assert parse_date(format_date(moment)) == moment


@settings(derandomize=True, max_examples=300)
@given(base=st.sampled_from(["", "https://x.example/a/b"]), href=st.text(max_size=80))
def test_any_reference_is_a_web_address_or_none(base: str, href: str) -> None:
    """A reference is resolved to http or https, or left out."""
    url = absolute_url(base, href)
    assert url == "" or url.startswith(("http://", "https://"))
    assert len(url) <= MAX_URL_LENGTH
    assert len(normalize_space(href)) <= MAX_TEXT_LENGTH


@settings(derandomize=True, max_examples=500)
@given(template=TEMPLATES, dialect=st.sampled_from(["opensearch", "uri"]), words=WORDS)
def test_any_template_is_filled_or_refused(template: str, dialect: str, words: str) -> None:
    """A template yields a web address, or OpdsError; what was searched for never changes where it leads."""
    search = SearchTemplate(template=template, dialect=dialect)  # type: ignore[arg-type]  # one of the two
    try:
        assert search.parameters() <= PARAMETERS
        url = search.fill(SearchTerms(text=words))
    except OpdsError:
        return
    assert url.startswith(("http://", "https://"))


@settings(derandomize=True, max_examples=200)
@given(st.lists(TEMPLATES, max_size=3))
def test_a_malformed_template_does_not_spoil_a_feed(templates: list[str]) -> None:
    """Of the templates in a feed the well-formed ones are used."""
    good = "https://x.example/find{?query}"
    links = tuple(Link(href=template, rels=("search",)) for template in (*templates, good))
    assert good in {template.template for template in feed_templates(Feed(title="x", links=links))}
