"""Paper ledgers and workbooks: each area describes its content, the kit writes it."""
