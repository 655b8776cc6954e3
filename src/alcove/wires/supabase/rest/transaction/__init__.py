"""The transaction of a request: what it runs, its settings, its connection, and how it ends."""
