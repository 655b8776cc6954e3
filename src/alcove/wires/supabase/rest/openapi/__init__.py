"""The description of the API at its root: a Swagger 2.0 document as PostgREST makes it."""
