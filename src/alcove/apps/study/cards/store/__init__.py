"""All SQL of cards, sets, reviews and their statistics."""
