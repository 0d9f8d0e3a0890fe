"""Entities, rules and the keeping of the book; the only layer that knows the database."""
