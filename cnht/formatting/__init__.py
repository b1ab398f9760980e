"""The one way to write the files of a workspace: plans, definitions, sources, snapshots and registers.

:func:`canonical` gives the canonical text of a file; :func:`snapshot` and :func:`register` give that of rows, which
:func:`parsed` takes out of a table; :func:`formatted` does many files, safely: what a file means is the same before and
after, or it is left alone.
All of it is text in, text out; nothing here knows the disk.

The form. Keys stand in the order of :mod:`cnht.formatting.shapes`, one a line, indented by two; a small group is one
line in brackets, ``{over: 1000}``, unless it holds a note, milestones or a comment, or would be longer than 120
characters.
The author's own keys (targets, indicators, sources) keep their order, which means something; milestones are sorted.
Quotes only where some reader would else take a text for something else. Comments stay with what they stand before or
beside, and beside it keep their distance, so that those in one column stay in one; single blank lines stay between the
keys of the two outer levels. CSV has the columns it had, in their order; the rows of a snapshot are sorted by their
key, those of a register keep their order. UTF-8 in NFC without a mark, line feeds, one at the end.
"""

from cnht.formatting.files import FormatResult, canonical, formatted
from cnht.formatting.rows import parsed, register, snapshot

__all__ = ["FormatResult", "canonical", "formatted", "parsed", "register", "snapshot"]
