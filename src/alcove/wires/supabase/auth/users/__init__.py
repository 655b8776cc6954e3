"""Users: their data, their identities, sign-up and passwords."""
