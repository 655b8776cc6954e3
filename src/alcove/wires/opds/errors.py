"""What can be wrong with a catalogue's documents."""


class OpdsError(Exception):
    """A document or template cannot be used; the text says why, in words that a reader may see."""
