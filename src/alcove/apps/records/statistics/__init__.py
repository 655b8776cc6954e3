"""Numbers for charts: prices, genres, years and verdicts, how good the model is, and the history of picks."""
