"""The wire protocols of Supabase, free of any app: REST as PostgREST speaks it, and what these protocols share."""
