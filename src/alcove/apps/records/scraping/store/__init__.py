"""The SQL of scraping."""
