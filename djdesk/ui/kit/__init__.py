"""What every pane is built from: tables, forms, jobs, bus, charts, theme."""
