"""The pages of older programs, served by this server."""
