"""HTTP servers that simulate external services, for tests, benchmarks and the demo."""
