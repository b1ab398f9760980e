"""What the user says of a file: which column is which, and what holds for all rows; from options and a YAML file.

The file is kept for next month's workbook of the same form. All its keys may be left out:

    columns: {Số thực hiện: value, STT: skip}   # a header, or a column letter, and the field it is
    defaults: {area: hanoi, source: so-2025}    # for the columns that the file lacks
    numbers: vi                                 # 1.234,5; en: 1,234.5
    sheet: Biểu 1
    fill_down: true                             # an empty cell repeats the one above it
    indicators: {Số DN: enterprises}            # what the file calls things, and their codes
    areas: {TP: hanoi}
    sources: {Báo cáo tháng 6: so-2025-06}
    units: {DN: enterprise}
    where: {Giới tính: Chung}                   # only the rows in which a column says so
    skip_rows: [Trong đó, Ngoài nhà nước]       # no row that begins so
    only_known: true                            # no row of an indicator or area that the workspace does not have
    header_row: 7
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar

from cnht.files.textfile import TextFile
from cnht.language.fuzzy import plain
from cnht.language.texts import Lang, _
from cnht.problems import Fault, Problem, did_you_mean, shown
from cnht.reading import documents, models, yaml_text
from cnht.reading import text as reading_text
from cnht.reading.encoding import Encoding

_Said = TypeVar("_Said")


class Field(StrEnum):
    """What a column can hold: the columns of a snapshot, what helps to find them, and ``skip`` for neither."""

    INDICATOR = "indicator"
    AREA = "area"
    PERIOD = "period"
    AS_OF = "as_of"
    QUALIFIER = "qualifier"
    VALUE = "value"
    VALUE_HIGH = "value_high"
    STATUS = "status"
    SOURCE = "source"
    WORDING = "wording"
    NOTE = "note"
    UNIT = "unit"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    SKIP = "skip"


DEFAULTS = (Field.INDICATOR, Field.AREA, Field.PERIOD, Field.AS_OF, Field.STATUS, Field.SOURCE, Field.UNIT)
"""What can be said of all rows at once."""


def _default(key: str) -> Field | Fault:
    if key in DEFAULTS:
        return Field(key)
    return Fault("Y417.key", key=shown(key), fix=did_you_mean(key, DEFAULTS))


_Text = Annotated[str, models.from_text(str, _("text or a number"), numbers=True)]
_Switch = Annotated[bool, models.Check(models.switch, "switch")]
_Names = dict[str, _Text]


def _row(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value) or value < 1:
        models.refuse(models.wrong_type(_("the number of a row"), value))
    return int(value)


class ImportOptions(models.Keys):
    """What is asked for, which is what a file of options holds. Names are compared without case and diacritics."""

    columns: dict[str, Annotated[Field, models.one_of(Field)]] = models.no_entries()
    defaults: dict[Annotated[Field, models.from_text(_default, _("text"))], _Text] = models.no_entries()
    numbers: Annotated[Lang | None, models.one_of(Lang)] = None
    sheet: _Text = ""
    encoding: Annotated[Encoding | None, models.one_of(Encoding)] = None
    """``None`` to find out."""
    fill_down: _Switch = False
    with_hidden: _Switch = False
    indicators: _Names = models.no_entries()
    areas: _Names = models.no_entries()
    sources: _Names = models.no_entries()
    units: _Names = models.no_entries()
    where: _Names = models.no_entries()
    skip_rows: Annotated[list[_Text], models.ONE_OR_SEVERAL] = models.no_entries(list)
    only_known: _Switch = False
    header_row: Annotated[int, models.Check(_row, "number")] = 0
    """0 to find it."""

    def over(self, other: ImportOptions) -> ImportOptions:
        """These options, and where they say nothing, the ``other`` ones."""
        said = {name: value for name in type(self).model_fields if (value := getattr(self, name))}
        said |= {"defaults": {**other.defaults, **self.defaults}, "skip_rows": [*other.skip_rows, *self.skip_rows]}
        said |= {name: _over(getattr(self, name), getattr(other, name)) for name in ("columns", "where")}
        return other.model_copy(update=said)


def _over(mine: Mapping[str, _Said], others: Mapping[str, _Said]) -> dict[str, _Said]:
    names = {plain(name) for name in mine}
    return {**{name: said for name, said in others.items() if plain(name) not in names}, **mine}


def read_options(file: TextFile) -> tuple[ImportOptions, list[Problem]]:
    """The options of a YAML file, and what is wrong with it."""
    problems: list[Problem] = []
    content = reading_text.whole(file, problems)
    root, more = (None, []) if content is None else yaml_text.parse(file.name, content)
    problems += more
    found = None if root is None else documents.validated(ImportOptions, root, lambda path: path[:2], problems)[0]
    return found or ImportOptions(), problems
