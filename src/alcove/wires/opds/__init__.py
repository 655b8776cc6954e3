"""OPDS 1.2 (Atom) and 2.0 (JSON), read and written; what they load is loaded when they are called."""

from alcove.wires.opds.atom_writer import write_entry, write_feed
from alcove.wires.opds.json_reader import offers_basic
from alcove.wires.opds.json_writer import OpdsFeed, write_feed_2, write_publication_2
from alcove.wires.opds.model import (
    Acquisition,
    Facet,
    Feed,
    Group,
    Image,
    Indirect,
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
    FEED_2_TYPE,
    NAVIGATION_TYPE,
    OPEN_ACCESS,
    is_feed,
    media_type,
)
from alcove.wires.opds.opensearch import (
    SearchTemplate,
    Terms,
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
    "FEED_2_TYPE",
    "NAVIGATION_TYPE",
    "OPEN_ACCESS",
    "Acquisition",
    "Facet",
    "Feed",
    "Group",
    "Image",
    "Indirect",
    "Link",
    "OpdsError",
    "OpdsFeed",
    "Person",
    "Price",
    "Publication",
    "SearchTemplate",
    "Series",
    "Subject",
    "Terms",
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
    "write_feed_2",
    "write_publication_2",
]  # fmt: skip
