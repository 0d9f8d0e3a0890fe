"""The keeping of the book: engine, keys, lock, change notices, history, backups."""
