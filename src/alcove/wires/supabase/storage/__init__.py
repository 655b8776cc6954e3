"""Storage as Supabase's clients speak it: buckets and objects, protected by policies."""
