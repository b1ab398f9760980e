"""What changes, in words, as text and as data."""
