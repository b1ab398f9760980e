"""The parts of a workbook that is a zip archive of XML, read within limits.

The directory of the archive is judged before anything is unpacked: how many parts there are, how large they are, that
they do not overlap and that no name occurs twice. zipfile never unpacks more than the directory says. Of the XML, what
would make the parser remember more than the elements that are open is refused, and so is a document type, without which
there are no entities to expand.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cnht.entry.sheets import NotReadable, Tell, damaged, twice
from cnht.problems import Fault, shown

LARGEST_PART = 1 << 28
"""The most bytes of one part when unpacked; a sheet of a million filled cells has some fifty million."""
LARGEST_WHOLE = 1 << 29
"""The most bytes of all parts when unpacked."""
MOST_PARTS = 10_000
MOST_RATIO = 200
"""How many times larger than in the archive a part may be, if it is not small: sheets reach some 20, bombs 1,000."""
_SMALL = 1 << 24
MOST_ELEMENTS = 2_500_000
"""The most elements of all parts that are read: empty cells with a format cost time, too."""
DEEPEST = 100
"""How many elements may stand within each other."""
MOST_NAMES = 10_000
"""How many different names of elements and attributes a part may have; the parser keeps each of them."""
LONGEST_TOKEN = 1 << 20
"""The most bytes of a tag or a comment; the parser holds all of it."""
_ENTRY = b"PK\1\2"
"""What an entry of the directory starts with."""
_PIECE = 1 << 16
_DAMAGE = (
    BadZipFile, zlib.error, struct.error, EOFError, IndexError, NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What a damaged archive makes the library raise."""

Start = Callable[[str, Mapping[str, str]], None]
End = Callable[[str], None]
Data = Callable[[str], None]


class Archive:
    """A zip archive in memory, and its parts by name."""

    def __init__(self, data: bytes) -> None:
        if data.count(_ENTRY) > MOST_PARTS:  # zipfile would make an object of each
            raise NotReadable(_bomb(f"{data.count(_ENTRY)} parts"))
        try:
            self._zip = ZipFile(BytesIO(data))
            infos = self._zip.infolist()
        except _DAMAGE as error:
            raise NotReadable(damaged(str(error))) from None
        self._infos = {info.filename: info for info in infos}
        self._elements = 0
        names: set[str] = set()
        for info in infos:
            _judge(info)
            if info.filename.lower() in names:
                raise NotReadable(twice(shown(info.filename)))
            names.add(info.filename.lower())
        whole = sum(info.file_size for info in infos)
        if whole > LARGEST_WHOLE:
            raise NotReadable(_bomb(f"{whole >> 20} MB"))
        if sum(info.compress_size for info in infos) > len(data):
            raise NotReadable(damaged("parts that overlap"))

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def part(self, name: str) -> Iterator[bytes]:
        """The content of a part in pieces; none where there is no such part."""
        info = self._infos.get(name)
        if info is None:
            return
        if info.flag_bits & 1:
            raise NotReadable(LOCKED)
        archive = self._zip
        try:
            with archive.open(info) as content:
                while piece := content.read(_PIECE):
                    yield piece
        except _DAMAGE as error:
            raise NotReadable(damaged(f"{shown(name)}: {error}")) from None

    def size(self, name: str) -> int:
        """How large a part says it is."""
        info = self._infos.get(name)
        return 0 if info is None else info.file_size

    def count(self, name: str, mark: bytes) -> int:
        """How often a part has ``mark``, but for where its pieces meet; far faster than to parse it."""
        return sum(piece.count(mark) for piece in self.part(name))

    def parse(
        self, name: str, start: Start, end: End | None = None, text: Data | None = None, *, tell: Tell | None = None
    ) -> None:
        """Walk through the XML of a part; elements and attributes are given by their local names."""
        self._elements += self.count(name, b"<") - self.count(name, b"</")
        if self._elements > MOST_ELEMENTS:
            raise NotReadable(_bomb(f"{shown(name)}: more than {MOST_ELEMENTS} elements"))
        names: dict[str, str] = {}
        parser = expat.ParserCreate(intern=names)  # without namespaces: it would put the whole of one before each name
        parser.buffer_text = True
        local = _Local()
        depth = done = 0

        def started(element: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > DEEPEST:
                raise NotReadable(_bomb(f"{shown(name)}: more than {DEEPEST} elements in each other"))
            start(local[element], attributes and {local[key]: value for key, value in attributes.items()})

        def ended(element: str) -> None:
            nonlocal depth
            depth -= 1
            if end is not None:
                end(local[element])

        def refused(*_: Any) -> None:
            raise NotReadable(_DOCTYPE)

        parser.StartElementHandler = started
        parser.StartDoctypeDeclHandler = refused
        parser.EndElementHandler = ended
        if text is not None:
            parser.CharacterDataHandler = text
        try:
            for piece in self.part(name):
                parser.Parse(piece, False)
                done += len(piece)
                if done - parser.CurrentByteIndex > LONGEST_TOKEN or len(names) > MOST_NAMES:
                    raise NotReadable(_bomb(f"{shown(name)}: a tag or names without end"))
                if tell is not None:
                    tell(min(done / max(self.size(name), 1), 1.0))
            parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two of an encoding it is not in
            raise NotReadable(damaged(f"{shown(name)}: {error}")) from None


class _Local(dict[str, str]):
    """Names without their prefix."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def _judge(info: ZipInfo) -> None:
    """Refuse a part that is not to be unpacked."""
    name, size = shown(info.filename), info.file_size
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise NotReadable(damaged(f"{name}: compression {info.compress_type}"))
    if size > LARGEST_PART or size > max(_SMALL, MOST_RATIO * info.compress_size):
        raise NotReadable(_bomb(f"{name}: {size >> 20} MB"))


def _bomb(what: str) -> Fault:
    return Fault("F111.unpacked", what=what)


LOCKED = Fault("F111.locked")
_DOCTYPE = Fault("F111.doctype")
