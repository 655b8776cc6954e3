"""Saved searches of offers, run after each scrape; each offer that one finds is reported once."""
