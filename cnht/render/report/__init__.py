"""A report as one page, as a workbook and as Markdown."""
