"""A tree of keys, values and comments to the one text that says it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cnht.formatting import scalars
from cnht.formatting.shapes import WIDTH, Shape
from cnht.formatting.tree import Comment, Entry, Group

_STEP = "  "
_NEAR, _USUAL = 2, 3
"""How many spaces there are at least before a comment that keeps its distance, and before one that stood nearer."""
_MODELINE = "# yaml-language-server:"
"""The start of a comment that editors look for at the head of a file."""


@dataclass(slots=True)
class _Line:
    text: str
    beside: Comment | None = None

    def __str__(self) -> str:
        if self.beside is None:
            return self.text
        distance = self.beside.column - self.beside.before
        return f"{self.text}{' ' * (distance if distance >= _NEAR else _USUAL)}{self.beside.text}"


def emitted(tree: Group, shape: Shape) -> str:
    """The canonical text of a file of which ``tree`` is all that it says, and ``shape`` its form."""
    _settle(tree, shape)
    head = _head(tree)
    _order(tree, shape)
    body = [str(line) for line in _block(tree, shape, 0)] if tree.parts else [*filter(None, tree.foot), "{}"]
    while head and not head[0]:
        del head[0]
    while body and not body[0] and not (head and head[-1]):
        del body[0]
    return "".join(f"{line}\n" for line in (*head, *body))


def _settle(group: Group, shape: Shape) -> None:
    """Give each part one comment beside it at most, and take lone items out of their lists."""
    for part in group.parts:
        inner = shape.item if group.is_list else shape.of(part.key)
        value = part.value
        if isinstance(value, Group) and value.is_list and inner.may_be_one and len(value.parts) == 1:
            (item,) = value.parts
            part.above += [*item.above, *value.foot]
            part.beside += item.beside
            value = part.value = item.value
        part.above += [comment.text for comment in part.beside[:-1]]
        del part.beside[:-1]
        if isinstance(value, Group):
            _settle(value, inner)


def _head(tree: Group) -> list[str]:
    """Take what is said of the whole file off its first key: what a blank line divides from it, and modelines."""
    if not tree.parts:
        return []
    above = tree.parts[0].above
    end = max((at + 1 for at, line in enumerate(above) if not line and any(above[:at])), default=0)
    while end < len(above) and above[end].startswith(_MODELINE):
        end += 1
    head = _without_doubles(above[:end])
    del above[:end]
    return head


def _order(group: Group, shape: Shape) -> None:
    """Put the keys of ``group``, and of all groups in it, in their order."""
    if shape.keys and not group.is_list:
        group.parts.sort(key=lambda part: shape.keys.index(part.key))
    elif shape.is_sorted:
        group.parts.sort(key=lambda part: part.key)
    for part in group.parts:
        if isinstance(part.value, Group):
            _order(part.value, shape.item if group.is_list else shape.of(part.key))
            first = part.value.parts[0] if part.value.parts else None
            if group.is_list and first is not None:  # between a dash and a key there is no place for a comment
                part.above += first.above
                first.above = []


def _block(group: Group, shape: Shape, depth: int) -> Iterator[_Line]:
    """A group, each part on lines of its own."""
    indent = _STEP * depth
    has_blanks = depth == 0 or (depth == 1 and not shape.keys)
    for index, part in enumerate(group.parts):
        for line in _kept(part.above, has_blanks=has_blanks, is_first=index == 0 and depth > 0):
            yield _Line(indent + line if line else "")
        if group.is_list:
            yield from _item(part, shape.item, depth)
        else:
            key = scalars.key(part.key, in_brackets=False, is_date=shape.has_dates)
            yield from _entry(f"{indent}{key}:", part, shape.of(part.key), depth)
    for line in _kept(group.foot, has_blanks=has_blanks, is_first=False):
        yield _Line(indent + line if line else "")


def _entry(start: str, part: Entry, shape: Shape, depth: int) -> Iterator[_Line]:
    beside = part.beside[-1] if part.beside else None
    value = part.value
    if isinstance(value, Group):
        flow = None if _needs_lines(value, shape) else f"{start} {_flow(value, shape)}"
        if flow is not None and (len(flow) <= WIDTH or not value.parts):
            yield _Line(flow, beside)
        else:
            yield _Line(start, beside)
            yield from _block(value, shape, depth + 1)
        return
    text = "{}" if value is None and shape.may_be_empty else _written(part, shape, in_brackets=False)
    if text is not None:
        yield _Line(f"{start} {text}".rstrip(" "), beside)
    else:
        yield _Line(f"{start} |", beside)
        assert isinstance(value, str)
        for line in scalars.lines(value):
            yield _Line(f"{_STEP * (depth + 1)}{line}" if line else "")


def _item(part: Entry, shape: Shape, depth: int) -> Iterator[_Line]:
    """An item of a list; the first key of one that needs several lines stands behind its dash."""
    start = f"{_STEP * depth}-"
    value = part.value
    if not isinstance(value, Group) or not value.parts:
        yield from _entry(start, part, shape, depth)
        return
    flow = None if _needs_lines(value, shape) else f"{start} {_flow(value, shape)}"
    beside = part.beside[-1] if part.beside else None
    if flow is not None and len(flow) <= WIDTH:
        yield _Line(flow, beside)
        return
    if beside is not None:
        yield _Line(f"{_STEP * depth}{beside.text}")
    for index, line in enumerate(_block(value, shape, depth + 1)):
        yield line if index else _Line(f"{start} {line.text.lstrip()}", line.beside)


def _flow(group: Group, shape: Shape) -> str:
    """A group on one line, in brackets."""
    inside = []
    for part in group.parts:
        inner = shape.item if group.is_list else shape.of(part.key)
        value = _flow(part.value, inner) if isinstance(part.value, Group) else _written(part, inner, in_brackets=True)
        key = "" if group.is_list else f"{scalars.key(part.key, in_brackets=True, is_date=shape.has_dates)}: "
        inside.append(f"{key}{value}")
    return f"[{', '.join(inside)}]" if group.is_list else f"{{{', '.join(inside)}}}"


def _needs_lines(group: Group, shape: Shape) -> bool:
    """Whether a group cannot stand on one line, however short: by its form, or for a comment or text of several."""
    if not group.parts:
        return False
    if (shape.is_block and not group.is_list) or any(group.foot):
        return True
    for part in group.parts:
        if part.key in shape.opens or (group.is_list and isinstance(part.value, Group)):
            return True  # one target a line
        inner = shape.item if group.is_list else shape.of(part.key)
        if any(part.above) or part.beside:
            return True
        if isinstance(part.value, Group):
            if _needs_lines(part.value, inner):
                return True
        elif _written(part, inner, in_brackets=False) is None:
            return True
    return False


def _written(part: Entry, shape: Shape, *, in_brackets: bool) -> str | None:
    """The single value of a part on one line; ``None`` where it has several."""
    assert not isinstance(part.value, Group)
    return scalars.written(part.value, in_brackets=in_brackets, is_free=shape.is_free, is_date=shape.has_dates)


def _kept(above: list[str], *, has_blanks: bool, is_first: bool) -> list[str]:
    """The lines before a part: its comments, with single blank lines between and before them where they may stand."""
    if not has_blanks:
        return [line for line in above if line]
    kept = _without_doubles(above)
    return kept[1:] if is_first and kept and not kept[0] else kept


def _without_doubles(lines: list[str]) -> list[str]:
    return [line for at, line in enumerate(lines) if line or at == 0 or lines[at - 1]]
