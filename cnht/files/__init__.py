"""The disk and git: what is read and written, and how safely."""
