"""Foreign dialects, free of any domain: what others say is read into values, and values are written as they expect."""
