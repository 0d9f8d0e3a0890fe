"""The frame round the panes: window, areas, login, crash window."""
