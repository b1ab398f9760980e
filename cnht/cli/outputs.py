"""The files that commands make for people: where they may stand, and how they are written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cnht.cli import session
from cnht.files import store
from cnht.language.texts import Lang, _, both
from cnht.language.wording import write_number


def check_file(path: Path, kinds: tuple[str, ...], lang: Lang) -> str:
    """The ending of a file's name, which says what is to be written; one of ``kinds``, or it is refused."""
    kind = path.suffix.lower()
    if kind not in kinds:
        listed = ", ".join(kinds)
        session.refuse(_("unknown type of file {path}; the name must end in {listed}", path=path, listed=listed), lang)
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        session.refuse(_("{path} is a folder: name a file", path=path), lang)
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - as above
        session.refuse(_("{path} is not a regular file", path=path), lang)
    return kind


def check_rows(figures: int, instead: str, lang: Lang) -> None:
    """Refuse more figures than a sheet of Excel has rows; ``instead`` is what to do."""
    from cnht.writers.xlsx import MOST_ROWS

    if figures > MOST_ROWS:
        count, most = both(write_number, figures), both(write_number, MOST_ROWS)
        session.refuse(
            _(
                "{count} figures are too many: an Excel sheet has at most {most} rows; use {instead}",
                count=count,
                most=most,
                instead=instead,
            ),
            lang,
        )


def check_outside(path: Path, root: Path, lang: Lang) -> None:
    """Refuse a place in the folders whose files are the workspace at ``root``."""
    real = os.path.realpath(path)
    for name in store.FOLDERS:
        folder = os.path.realpath(root / name)
        if real == folder or real.startswith(folder + os.sep):
            session.refuse(
                _("{path} is in {name}/, which belongs to the workspace; write it elsewhere", path=path, name=name),
                lang,
            )


def write(path: Path, made: bytes | Mapping[str, bytes], lang: Lang) -> None:
    """Write a whole file in place of what stands there, or several into a folder, and say so."""
    try:
        if isinstance(made, bytes):
            store.write_whole(path, made)
        else:
            store.write_folder(path, made)
    except (OSError, store.Changed) as error:
        session.refuse(session.cannot_write(error, str(path)), lang)
    session.say(_("wrote {path}", path=path), lang)
