"""The pages of older programs, serve_app by this server."""
