"""Books: transfers beside curl, status reads beside a changing queue, a search with a slow catalogue."""
