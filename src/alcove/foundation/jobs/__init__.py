"""Work that outlives a request, on Procrastinate."""
