"""The outside world of the books app: catalogues, metadata, sign-in databases, challenge solvers; a folder each."""
