"""Use cases and lists: plain values in, ids, frozen dataclasses and tuples out."""
