"""Texts in two languages, and what official wording says."""
