"""Localized, odd CSV and workbooks to rows that can be added: bytes in, rows and problems out."""
