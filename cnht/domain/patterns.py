"""What codes, dates and texts look like, as regular expressions that a schema of another language can hold.

They are read alike by Python and by JavaScript; the readers themselves judge values one by one and say more. Each
stands for a whole value.
"""

from __future__ import annotations

LARGEST = 1e30
"""No figure is larger, nor further below 0."""

YEARS = range(1900, 2201)
"""The years that dates and periods may lie in. A plan is judged year by year: one to 9999 would take its time."""
_YEAR = "(?:19[0-9]{2}|2[01][0-9]{2}|2200)"
_MONTH = f"{_YEAR}-(?:0[1-9]|1[0-2])"
_LEAP_YEAR = f"(?={_YEAR})(?:[0-9]{{2}}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DAY = (
    f"(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_PIECE = f"(?:{_YEAR}|{_YEAR}-H[12]|{_YEAR}-Q[1-4]|{_MONTH})"

DAY = f"^{_DAY}$"
FIGURE_DATE = f"^(?:{_DAY}|{_MONTH})$"
DOCUMENT_DATE = f"^(?:{_DAY}|{_MONTH}|{_YEAR})$"
SPAN = f"^{_PIECE}(?:/{_PIECE})?$"
CODE = "^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$"
SOURCE_CODE = "^[A-Za-z0-9][A-Za-z0-9._-]*$"

# Characters by their numbers, as both languages read them inside brackets. Text is taken without the white space around
# it, and holds no control character; a plan's number nothing that no screen shows.
_ODD_SPACES = r"\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_WHITE = rf" \t\n\r{_ODD_SPACES}"
_CONTROL = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffe\uffff"
_HIDDEN = (
    rf"\t{_ODD_SPACES}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_SEEN = rf"[^ \n\r{_CONTROL}{_HIDDEN}]"

LINE = rf"^[{_WHITE}]*[^{_WHITE}{_CONTROL}][^\n\r{_CONTROL}]*[{_WHITE}]*$"
PARAGRAPH = f"^[^{_CONTROL}]*$"
PLAN_CODE = "^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
PLAN_NUMBER = rf"^[{_WHITE}]*{_SEEN}+(?: +{_SEEN}+)*[{_WHITE}]*$"
