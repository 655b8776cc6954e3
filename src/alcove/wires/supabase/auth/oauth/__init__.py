"""Sign-in through OAuth and OpenID providers, and the identities that users have there."""
