"""The configuration of the REST wire, with PostgREST's names."""
