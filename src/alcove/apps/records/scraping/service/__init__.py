"""The use cases of scraping."""
