"""Import of cards from Anki decks and CSV files, export of cards to them, and the media that cards name."""
