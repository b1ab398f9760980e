"""The files that commands make for people: where they may stand, and how they are written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from cnht import store
from cnht.cli import session
from cnht.lang import Lang, Words, both
from cnht.shell import install_command
from cnht.wording import write_number


def check_file(path: Path, kinds: tuple[str, ...], lang: Lang) -> str:
    """The ending of a file's name, which says what is to be written; one of ``kinds``, or it is refused."""
    kind = path.suffix.lower()
    if kind not in kinds:
        listed = ", ".join(kinds)
        session.refuse(
            Words(
                f"không rõ loại tệp của {path}: tên tệp cần kết thúc bằng {listed}",
                f"what kind of file is {path}? Its name must end in {listed}",
            ),
            lang,
        )
    if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        session.refuse(Words(f"{path} là thư mục: ghi tên tệp", f"{path} is a folder: name a file"), lang)
    if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - as above
        session.refuse(Words(f"{path} không phải tệp thường", f"{path} is no regular file"), lang)
    return kind


def check_libraries(libraries: tuple[str, ...], lang: Lang) -> None:
    """Refuse what needs libraries that are not there, and say what installs them; they are named as in ``import``."""
    try:
        for name in libraries:
            import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name not in libraries:
            raise
        command = install_command(*libraries)
        session.refuse(
            Words(f"cần thêm thư viện để ghi tệp này: {command}", f"this file needs more libraries: {command}"), lang
        )


def check_rows(figures: int, instead: str, lang: Lang) -> None:
    """Refuse more figures than a sheet of Excel has rows; ``instead`` is what to do."""
    from cnht.render.sheets import MOST_ROWS

    if figures > MOST_ROWS:
        count, most = both(write_number, figures), both(write_number, MOST_ROWS)
        session.refuse(
            Words(
                f"{count.vi} số liệu: một trang Excel chứa nhiều nhất {most.vi} dòng; dùng {instead}",
                f"{count.en} figures: a sheet of Excel holds {most.en} rows at most; use {instead}",
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
                Words(
                    f"{path} nằm trong {name}/, nơi mọi tệp là của không gian làm việc: ghi ra chỗ khác",
                    f"{path} lies in {name}/, where every file is the workspace's: write elsewhere",
                ),
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
    session.say(Words(f"đã ghi {path}", f"wrote {path}"), lang)
