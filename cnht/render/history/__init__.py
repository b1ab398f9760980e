"""A history: its chart, in a terminal and in a file, its tables, its words, and its data."""
