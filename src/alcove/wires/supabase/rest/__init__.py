"""REST over any PostgreSQL schema, as PostgREST 16 speaks it: parse, plan, query, respond."""
