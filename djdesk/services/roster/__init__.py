"""The roster of members: lists, records, movements, sub-records."""
