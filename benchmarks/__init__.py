"""Ratios against floors and peers: how near the program comes to doing the bare minimum."""
