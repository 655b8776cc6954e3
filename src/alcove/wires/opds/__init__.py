"""Reads and writes OPDS 1.2 (Atom) and 2.0 (JSON); libraries are imported on first use."""

from alcove.wires.opds.atom_writer import write_entry, write_feed
from alcove.wires.opds.json_reader import offers_basic
from alcove.wires.opds.json_writer import OpdsFeed, write_json_feed, write_json_publication
from alcove.wires.opds.model import (
    Acquisition,
    Facet,
    Feed,
    Group,
    Image,
    IndirectAcquisition,
    Link,
    Person,
    Price,
    Publication,
    Series,
    Subject,
    Text,
    is_free,
)
from alcove.wires.opds.names import (
    ACQUISITION_TYPE,
    DESCRIPTION_TYPE,
    ENTRY_TYPE,
    JSON_FEED_TYPE,
    NAVIGATION_TYPE,
    OPEN_ACCESS,
    is_feed,
    media_type,
)
from alcove.wires.opds.opensearch import (
    SearchTemplate,
    SearchTerms,
    description_link,
    feed_templates,
    read_description,
    write_description,
)
from alcove.wires.opds.reader import read, read_feed, read_publication
from alcove.wires.opds.values import OpdsError

__all__ = [
    "ACQUISITION_TYPE",
    "DESCRIPTION_TYPE",
    "ENTRY_TYPE",
    "JSON_FEED_TYPE",
    "NAVIGATION_TYPE",
    "OPEN_ACCESS",
    "Acquisition",
    "Facet",
    "Feed",
    "Group",
    "Image",
    "IndirectAcquisition",
    "Link",
    "OpdsError",
    "OpdsFeed",
    "Person",
    "Price",
    "Publication",
    "SearchTemplate",
    "SearchTerms",
    "Series",
    "Subject",
    "Text",
    "description_link",
    "feed_templates",
    "is_feed",
    "is_free",
    "media_type",
    "offers_basic",
    "read",
    "read_description",
    "read_feed",
    "read_publication",
    "write_description",
    "write_entry",
    "write_feed",
    "write_json_feed",
    "write_json_publication",
]  # fmt: skip
