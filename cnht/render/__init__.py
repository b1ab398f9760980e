"""Results to text: tables, JSON, CSV, Markdown, and the reasoning behind a verdict."""
