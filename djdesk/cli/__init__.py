"""The windowless twin of the window: commands for batch work and for checks."""
