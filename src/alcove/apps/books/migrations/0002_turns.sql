-- When a catalogue may be asked for the next file is kept by the server's own rate limits now.
DROP TABLE books_turn;
