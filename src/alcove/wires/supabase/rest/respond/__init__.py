"""Responses: media types, status, headers and bodies as PostgREST sends them."""
