"""Record scouting: a seller's offers, scored, searchable and judged."""
