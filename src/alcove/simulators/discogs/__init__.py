"""A Discogs marketplace that answers like the real one, with a catalogue made from a seed."""
