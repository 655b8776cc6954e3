"""OpenSearch descriptions, and search templates in both notations: OpenSearch and URI templates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from alcove.wires.opds import xml
from alcove.wires.opds.model import Feed, Link
from alcove.wires.opds.names import ATOM, DESCRIPTION_TYPE, JSON_FEED_TYPE, OPENSEARCH, media_type
from alcove.wires.opds.values import MAX_ITEMS, MAX_URL_LENGTH, OpdsError, absolute_url

if TYPE_CHECKING:
    from uritemplate import URITemplate

_OPENSEARCH_FIELD: Final = re.compile(r"\{([A-Za-z0-9._~%-]*:)?([A-Za-z0-9._~%-]+)(\?)?\}")
_CORE_PARAMETERS: Final = {
    "searchterms": "text",
    "count": "count",
    "startindex": "start",
    "startpage": "page",
    "language": "language",
}
_ATOM_PARAMETERS: Final = {"author": "author", "title": "title", "contributor": "contributor"}
_CONSTANT: Final = {"inputencoding": "UTF-8", "outputencoding": "UTF-8"}
_VARIABLES: Final = {
    "text": (
        "query",
        "q",
        "searchterms",
        "searchterm",
        "search_terms",
        "search",
        "terms",
        "term",
        "text",
        "keyword",
        "keywords",
    ),
    "title": ("title",),
    "author": ("author", "creator"),
    "language": ("language", "lang"),
    "page": ("page", "currentpage", "startpage", "pagenumber"),
    "start": ("startindex",),
    "count": ("count", "limit", "perpage", "per-page", "per_page", "itemsperpage", "pagesize", "size"),
}
_PARAMETER_BY_VARIABLE: Final = {name: meaning for meaning, names in _VARIABLES.items() for name in names}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """The terms of a search, and the page of the results."""

    text: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    page: int = 1
    count: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTemplate:
    """A URL template for searches."""

    template: str
    dialect: Literal["opensearch", "uri"] = "opensearch"
    type: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Namespaces by their prefix in the template."""

    def parameters(self) -> frozenset[str]:
        """Return the supported parameters, of: text, title, author, language, page, start, count. Raise OpdsError."""
        return frozenset(meaning for _, meaning, _ in self._fields() if meaning)

    def fill(self, terms: SearchTerms) -> str:
        """Return the URL of a search. Raise OpdsError when the template has an unknown required parameter.

        Title and author are added to the text where the template has no parameter for them; a language is left out.
        """
        supported = self.parameters()
        values = {
            "title": terms.title,
            "author": terms.author,
            "language": terms.language,
            "page": str(terms.page),
            "start": str((terms.page - 1) * terms.count + 1),
            "count": str(terms.count),
        }
        texts = [terms.text, *(values[name] for name in ("title", "author") if name not in supported)]
        values["text"] = " ".join(part for part in texts if part)
        if not values["text"] and self._requires("text"):
            values["text"] = " ".join(part for part in (terms.title, terms.author) if part)
        filled = self._expand(values) if self.dialect == "uri" else self._replace(values)
        url = absolute_url("", filled)
        if not url:
            raise OpdsError("the search template yields no valid URL")
        return url

    def _fields(self) -> Sequence[tuple[str, str, bool]]:
        """Return the name of each parameter, its meaning ('' if unknown), and whether it is required."""
        if self.dialect == "uri":
            return [
                (name, _PARAMETER_BY_VARIABLE.get(name.lower(), ""), False)
                for name in _uri_template(self.template).variable_names
            ]
        matches = islice(_OPENSEARCH_FIELD.finditer(self.template), MAX_ITEMS)
        return [(match.group(), self._meaning(match), not match.group(3)) for match in matches]

    def _meaning(self, match: re.Match[str]) -> str:
        prefix, local = (match.group(1) or "").rstrip(":"), match.group(2).lower()
        if not prefix:
            return _CORE_PARAMETERS.get(local, "constant" if local in _CONSTANT else "")
        namespace = self.prefixes.get(prefix, ATOM if prefix == "atom" else "")
        if namespace == OPENSEARCH:
            return _CORE_PARAMETERS.get(local, "")
        return _ATOM_PARAMETERS.get(local, "") if namespace == ATOM else ""

    def _requires(self, meaning: str) -> bool:
        return any(name == meaning and required for _, name, required in self._fields())

    def _replace(self, values: Mapping[str, str]) -> str:
        unknown = [name for name, meaning, required in self._fields() if required and not meaning]
        if unknown:
            raise OpdsError(f"the search template requires the unknown parameter {unknown[0][:60]}")

        def value(match: re.Match[str]) -> str:
            meaning = self._meaning(match)
            text = _CONSTANT[match.group(2).lower()] if meaning == "constant" else values.get(meaning, "")
            return quote(text, safe="")

        return _OPENSEARCH_FIELD.sub(value, self.template)

    def _expand(self, values: Mapping[str, str]) -> str:
        variables = {name: values.get(meaning, "") for name, meaning, _ in self._fields() if meaning}
        return _uri_template(self.template).expand({name: value for name, value in variables.items() if value})


def _uri_template(template: str) -> "URITemplate":
    from uritemplate import URITemplate  # noqa: PLC0415 - on first use only

    try:
        return URITemplate(template)
    except (ValueError, IndexError) as error:
        raise OpdsError("the search template is malformed") from error


def read_description(content: bytes, *, url: str) -> tuple[SearchTemplate, ...]:
    """Return the templates of an OpenSearch description for OPDS results, the best first. Raise OpdsError."""
    root = xml.parse(content)
    if xml.split_tag(root)[1] != "OpenSearchDescription":
        raise OpdsError("the document is not an OpenSearch description")
    base = xml.resolve_base(root, url)
    candidates = (_template(element, base) for element in root if xml.split_tag(element)[1] == "Url")
    return _sort_by_rank(islice(filter(None, candidates), MAX_ITEMS))


def _template(element: xml.Element, base: str) -> SearchTemplate | None:
    text = (element.get("template") or "").strip()
    type_ = (element.get("type") or "").strip()
    if not text or len(text) > MAX_URL_LENGTH or (element.get("rel") or "results").lower() != "results":
        return None
    prefixes = {prefix: namespace for prefix, namespace in element.nsmap.items() if prefix}
    dialect: Literal["opensearch", "uri"] = "uri" if "{?" in text or "{&" in text else "opensearch"
    return SearchTemplate(template=absolute_url(base, text), dialect=dialect, type=type_, prefixes=prefixes)


def feed_templates(feed: Feed) -> tuple[SearchTemplate, ...]:
    """Return the templates in the links of a feed, the best first."""
    searches = (link for link in feed.links if "search" in link.rels and "{" in link.href)
    return _sort_by_rank(
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
    others = [link for link in searches if media_type(link.type)[0] in ("", "application/xml", "text/xml")]
    return next(iter(typed or others), None)


def _sort_by_rank(templates: Iterable[SearchTemplate]) -> tuple[SearchTemplate, ...]:
    usable = (template for template in templates if template.template and _can_search(template))
    ranked = [(rank, template) for template in usable if (rank := _rank(template)) is not None]
    return tuple(template for _, template in sorted(ranked, key=itemgetter(0)))


def _can_search(template: SearchTemplate) -> bool:
    """Return whether a template is well-formed and takes words, be they for titles or authors only."""
    try:
        return not {"text", "title", "author"}.isdisjoint(template.parameters())
    except OpdsError:
        return False


def _rank(template: SearchTemplate) -> int | None:
    """Return the rank of a template by the media type of its results, 0 is the best; None when they cannot be read."""
    name, parameters = media_type(template.type)
    if name == JSON_FEED_TYPE:
        return 1
    if name == "application/atom+xml" and parameters.get("type") != "entry":
        if parameters.get("profile") != "opds-catalog":
            return 3
        return 0 if parameters.get("kind") == "acquisition" else 2
    return 4 if name in ("", "application/xml", "text/xml") else None


def write_description(*, name: str, description: str, templates: dict[str, str]) -> bytes:
    """Return an OpenSearch description; `templates` are by the media type of the results."""
    root = xml.create_root(f"{{{OPENSEARCH}}}OpenSearchDescription", {None: OPENSEARCH, "atom": ATOM})
    texts = {
        "ShortName": name[:16],
        "Description": description[:1024],
        "InputEncoding": "UTF-8",
        "OutputEncoding": "UTF-8",
    }
    for tag, text in texts.items():
        xml.add_child(root, f"{{{OPENSEARCH}}}{tag}", text=text)
    for type_, template in templates.items():
        xml.add_child(root, f"{{{OPENSEARCH}}}Url", type_=type_, template=template)
    return xml.serialize(root)
