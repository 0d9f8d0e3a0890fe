"""Numbered upgrade steps; each stands alone and never imports the entities."""
