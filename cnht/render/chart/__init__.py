"""The chart of a history: what it shows, and its drawers for a terminal and as SVG."""
