"""The pages of older programs, hosted by this server."""
