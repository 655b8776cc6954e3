"""The addresses of the pages of records with their headings, and earlier addresses."""

from e2e.records.page.open_parts import find_offer
from support.processes import AlcoveProcess

SELLER = "nina-vogel"
REDIRECTS = {
    "/search": "/records",
    "/judge": "/records/dig",
    "/recommender": "/records/dig",
    "/sellers": "/records/sellers",
    "/by-seller": "/records/sellers",
    "/seller-trigger": "/records/sellers",
}


def list_headings(server: AlcoveProcess) -> dict[str, str]:
    """Return the heading of each page by its path; that of an offer depends on the demonstration."""
    return {
        "/records": "Records",
        find_offer(server): "",
        "/records/dig": "Dig",
        "/records/kept": "Kept",
        "/records/sellers": "Sellers",
        f"/records/sellers/{SELLER}": SELLER,
        "/records/model": "Model",
        "/settings/discogs": "Discogs",
    }
