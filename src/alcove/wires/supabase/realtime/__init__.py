"""Realtime as Supabase's clients speak it: channels with broadcast, presence and database changes."""
