"""Reads any office's spreadsheet into plain cells, finds the table in it and names its columns."""
