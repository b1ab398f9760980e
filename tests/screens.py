"""What a terminal shows of what it is sent."""

from __future__ import annotations

import re

_BAR = "[━╸╺-]+"
_CONTROL = re.compile(r"\x1b\[(\d*)([A-Za-z])|\x1b\[\?25[hl]|(\r)|(\n)|([^\x1b\r\n]+)")


def frames(sent: str) -> list[str]:
    """What was shown one after the other, without colours, bars and empty lines."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", sent)
    found = (" ".join(re.sub(_BAR, " ", frame).split()) for frame in re.split(r"[\r\n]", plain))
    return [frame for frame in found if frame]


def left(sent: str) -> str:
    """What stands on the screen in the end; of the controls those that move up, and erase a line."""
    lines = [""]
    row = column = 0
    for number, control, back, down, text in _CONTROL.findall(re.sub(r"\x1b\[[0-9;]*m", "", sent)):
        if control == "A":
            row = max(0, row - int(number or 1))
        elif control == "K":
            lines[row] = "" if number == "2" else lines[row][:column]
        elif back:
            column = 0
        elif down:
            row, column = row + 1, 0
            lines += [""] * (row + 1 - len(lines))
        elif text:
            lines[row] = lines[row][:column].ljust(column) + text + lines[row][column + len(text) :]
            column += len(text)
    return "\n".join(line.rstrip() for line in lines).rstrip("\n")
