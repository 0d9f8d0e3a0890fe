"""Forward-only upgrades of the book's schema (Alembic)."""
