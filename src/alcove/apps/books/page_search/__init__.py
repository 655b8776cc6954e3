"""The page's search with partial results, and the details of one book with its editions."""

from alcove.apps.books.page_search.service import PageSearch

__all__ = ["PageSearch"]
