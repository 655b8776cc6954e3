"""OPDS 1.2 (Atom) and 2.0 (JSON), read and written; what they load is loaded when they are called."""

from alcove.wires.opds.acquiring import is_free, is_protected
from alcove.wires.opds.authentication import offers_basic
from alcove.wires.opds.documents import OpdsFeed
from alcove.wires.opds.errors import OpdsError
from alcove.wires.opds.limits import LARGEST
from alcove.wires.opds.names import (
    ACQUISITION_TYPE,
    AUTHENTICATION_TYPE,
    DESCRIPTION_TYPE,
    ENTRY_TYPE,
    FEED_2_TYPE,
    NAVIGATION_TYPE,
    OPEN_ACCESS,
    PLAIN,
    PUBLICATION_2_TYPE,
    is_entry,
    is_feed,
    media_type,
)
from alcove.wires.opds.reading import read, read_feed, read_publication
from alcove.wires.opds.searching import SearchTemplate, Terms, description_link, read_description, templates
from alcove.wires.opds.values import (
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
)
from alcove.wires.opds.writing import write_description, write_entry, write_feed
from alcove.wires.opds.writing_json import write_feed_2, write_publication_2

__all__ = [
    "ACQUISITION_TYPE",
    "AUTHENTICATION_TYPE",
    "DESCRIPTION_TYPE",
    "ENTRY_TYPE",
    "FEED_2_TYPE",
    "LARGEST",
    "NAVIGATION_TYPE",
    "OPEN_ACCESS",
    "PLAIN",
    "PUBLICATION_2_TYPE",
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
    "is_entry",
    "is_feed",
    "is_free",
    "is_protected",
    "media_type",
    "offers_basic",
    "read",
    "read_description",
    "read_feed",
    "read_publication",
    "templates",
    "write_description",
    "write_entry",
    "write_feed",
    "write_feed_2",
    "write_publication_2",
]
