"""HTTP in, HTTP out, for the books app."""
