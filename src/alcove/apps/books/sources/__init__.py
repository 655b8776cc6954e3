"""Book catalogues and metadata providers, one folder per vendor, and the challenge solver. See README.md."""
