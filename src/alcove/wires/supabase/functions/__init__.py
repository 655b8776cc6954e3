"""Edge functions, as Supabase's clients call them: Python callables that an app registers."""
