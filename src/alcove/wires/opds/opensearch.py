"""OpenSearch descriptions, and search templates of both kinds, filled with what they know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from alcove.wires.opds import xml
from alcove.wires.opds.model import Feed, Link
from alcove.wires.opds.names import ATOM, DESCRIPTION_TYPE, FEED_2_TYPE, OPENSEARCH, media_type
from alcove.wires.opds.values import LONGEST_ADDRESS, MOST_ITEMS, OpdsError, absolute_url

if TYPE_CHECKING:
    from uritemplate import URITemplate

_OPENSEARCH_FIELD: Final = re.compile(r"\{([A-Za-z0-9._~%-]*:)?([A-Za-z0-9._~%-]+)(\?)?\}")
_CORE: Final = {
    "searchterms": "text",
    "count": "count",
    "startindex": "start",
    "startpage": "page",
    "language": "language",
}
_OF_ATOM: Final = {"author": "author", "title": "title", "contributor": "contributor"}
_CONSTANT: Final = {"inputencoding": "UTF-8", "outputencoding": "UTF-8"}
_VARIABLES: Final = {
    "text": ("query", "q", "searchterms", "search", "terms", "term", "keyword", "keywords"),
    "title": ("title",),
    "author": ("author", "creator"),
    "language": ("language", "lang"),
    "page": ("page", "currentpage", "startpage", "pagenumber"),
    "start": ("startindex",),
    "count": ("count", "limit", "perpage", "per-page", "per_page", "itemsperpage", "pagesize", "size"),
}
_MEANING: Final = {name: meaning for meaning, names in _VARIABLES.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What to look for, and which part of the answer."""

    text: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    page: int = 1
    count: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTemplate:
    """An address with blanks to fill in."""

    template: str
    dialect: Literal["opensearch", "uri"] = "opensearch"
    type: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Namespaces by the prefix that stands for them in the template."""

    def knows(self) -> frozenset[str]:
        """Return what it takes: text, title, author, language, page, start, count."""
        return frozenset(meaning for _, meaning, _ in self._fields() if meaning)

    def fill(self, terms: Terms) -> str:
        """Return the address of a search; OpdsError when the template asks for what nobody knows.

        What it has no blank for goes into the words that are searched for; a language is left out then.
        """
        known = self.knows()
        values = {
            "title": terms.title,
            "author": terms.author,
            "language": terms.language,
            "page": str(terms.page),
            "start": str((terms.page - 1) * terms.count + 1),
            "count": str(terms.count),
        }
        rest = [terms.text, *(values[name] for name in ("title", "author") if name not in known)]
        values["text"] = " ".join(part for part in rest if part)
        if not values["text"] and self._needs("text"):
            values["text"] = " ".join(part for part in (terms.title, terms.author) if part)
        filled = self._expand(values) if self.dialect == "uri" else self._replace(values)
        address = absolute_url("", filled)
        if not address:
            raise OpdsError("the search template leads to no address")
        return address

    def _fields(self) -> Sequence[tuple[str, str, bool]]:
        """Return each blank's own name, its meaning ('' when nobody knows it), and whether it must be filled."""
        if self.dialect == "uri":
            return [(name, _MEANING.get(name.lower(), ""), False) for name in _expander(self.template).variable_names]
        found = islice(_OPENSEARCH_FIELD.finditer(self.template), MOST_ITEMS)
        return [(blank.group(), self._meaning(blank), not blank.group(3)) for blank in found]

    def _meaning(self, blank: re.Match[str]) -> str:
        prefix, local = (blank.group(1) or "").rstrip(":"), blank.group(2).lower()
        if not prefix:
            return _CORE.get(local, "constant" if local in _CONSTANT else "")
        space = self.prefixes.get(prefix, ATOM if prefix == "atom" else "")
        if space == OPENSEARCH:
            return _CORE.get(local, "")
        return _OF_ATOM.get(local, "") if space == ATOM else ""

    def _needs(self, meaning: str) -> bool:
        return any(found == meaning and needed for _, found, needed in self._fields())

    def _replace(self, values: Mapping[str, str]) -> str:
        unknown = [name for name, meaning, needed in self._fields() if needed and not meaning]
        if unknown:
            raise OpdsError(f"the search template asks for {unknown[0][:60]}, which nobody knows")

        def value(blank: re.Match[str]) -> str:
            meaning = self._meaning(blank)
            text = _CONSTANT[blank.group(2).lower()] if meaning == "constant" else values.get(meaning, "")
            return quote(text, safe="")

        return _OPENSEARCH_FIELD.sub(value, self.template)

    def _expand(self, values: Mapping[str, str]) -> str:
        given = {name: values.get(meaning, "") for name, meaning, _ in self._fields() if meaning}
        return _expander(self.template).expand({name: value for name, value in given.items() if value})


def _expander(template: str) -> "URITemplate":
    from uritemplate import URITemplate  # noqa: PLC0415 - on first use only

    return URITemplate(template)


def read_description(content: bytes, *, url: str) -> tuple[SearchTemplate, ...]:
    """Return the templates of an OpenSearch description that lead to catalogues, the best first; OpdsError."""
    root = xml.parse(content)
    if xml.name(root)[1] != "OpenSearchDescription":
        raise OpdsError("this is no OpenSearch description")
    base = xml.base_of(root, url)
    found = (_template(element, base) for element in root if xml.name(element)[1] == "Url")
    return _ranked(islice(filter(None, found), MOST_ITEMS))


def _template(element: xml.Element, base: str) -> SearchTemplate | None:
    text = (element.get("template") or "").strip()
    type_ = (element.get("type") or "").strip()
    if not text or len(text) > LONGEST_ADDRESS or (element.get("rel") or "results").lower() != "results":
        return None
    prefixes = {prefix: space for prefix, space in element.nsmap.items() if prefix}
    dialect: Literal["opensearch", "uri"] = "uri" if "{?" in text or "{&" in text else "opensearch"
    return SearchTemplate(template=absolute_url(base, text), dialect=dialect, type=type_, prefixes=prefixes)


def feed_templates(feed: Feed) -> tuple[SearchTemplate, ...]:
    """Return the templates that stand in a feed itself, the best first."""
    searches = (link for link in feed.links if "search" in link.rels and "{" in link.href)
    return _ranked(
        SearchTemplate(
            template=link.href,
            dialect="opensearch" if "{searchTerms" in link.href else "uri",
            type=link.type,
        )
        for link in searches
    )


def description_link(feed: Feed) -> Link | None:
    """Return the link to the OpenSearch description."""
    searches = [link for link in feed.links if "search" in link.rels and "{" not in link.href]
    typed = [link for link in searches if media_type(link.type)[0] == DESCRIPTION_TYPE]
    return next(iter(typed or [link for link in searches if not link.type]), None)


def _ranked(found: Iterable[SearchTemplate]) -> tuple[SearchTemplate, ...]:
    # A template for titles or authors alone is still better than none.
    usable = (one for one in found if one.template and {"text", "title", "author"} & one.knows())
    ranks = [(rank, one) for one in usable if (rank := _rank(one)) is not None]
    return tuple(one for _, one in sorted(ranks, key=itemgetter(0)))


def _rank(one: SearchTemplate) -> int | None:
    """Return how well a template's answers can be read, 0 the best; None when they cannot."""
    name, parameters = media_type(one.type)
    if name == FEED_2_TYPE:
        return 1
    if name == "application/atom+xml" and parameters.get("type") != "entry":
        if parameters.get("profile") != "opds-catalog":
            return 3
        return 0 if parameters.get("kind") == "acquisition" else 2
    return 4 if name in ("", "application/xml", "text/xml") else None


def write_description(*, name: str, about: str, templates: dict[str, str]) -> bytes:
    """Return an OpenSearch description; `templates` by the media type of their answers."""
    root = xml.root(f"{{{OPENSEARCH}}}OpenSearchDescription", {None: OPENSEARCH, "atom": ATOM})
    texts = {"ShortName": name[:16], "Description": about[:1024], "InputEncoding": "UTF-8", "OutputEncoding": "UTF-8"}
    for tag, text in texts.items():
        xml.put(root, f"{{{OPENSEARCH}}}{tag}", text=text)
    for type_, template in templates.items():
        xml.put(root, f"{{{OPENSEARCH}}}Url", type_=type_, template=template)
    return xml.document(root)
