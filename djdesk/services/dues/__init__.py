"""Dues: standards, collection, receipts, cash book, money upward, use, sealing and publication."""
