"""Real HTTP servers that stand in for other people's, for tests, bench and the demo."""
