"""The jobs of downloads: fetch, expire, look for stopped books, clean up."""
