"""The shapes of the wire of the books app."""
