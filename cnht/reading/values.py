"""What a single value may be, whether it stands in YAML or in CSV.

Every function takes text as it was written and gives what it means, or the :class:`~cnht.problems.Fault` that is in
it. None of them guesses: what was probably meant is said in the remedy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from cnht.lang import Words
from cnht.model import Definitions, Indicator, Measure, written
from cnht.period import DATE_GRAINS, DOCUMENT_GRAINS, Grain, Period
from cnht.problems import Code, Fault, Kind, did_you_mean, listed, shown, unknown
from cnht.quantity import Qualifier, Quantity
from cnht.wording import readings

MOST_DIGITS = 30
"""More digits than any figure has; numbers are compared to within 10^-30."""

CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""What no text may hold: control characters, line breaks that editors do not count, half characters, and what turns
the direction of writing, so that 12 is read as 21."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_TWO_WAYS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_GROUPED = re.compile(r"([1-9][0-9]{0,2})(?:([ ',._])[0-9]{3})(?:\2[0-9]{3})*")
_FRACTION = re.compile(r"([0-9]+)[.,]([0-9]+)")
_EXPONENT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)[eE]([+-]?[0-9]{1,2})")
_ABSENT = frozenset({"nan", "inf", "-inf", "+inf", ".nan", ".inf", "-.inf", "n/a", "na", "null", "none", "-", "--", "…",
                     "...", "?", "x", "#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!"})  # fmt: skip
_CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_SOURCE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_ISO_SHAPE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{1,2})(?:[T ].*)?)?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{4})")
_EXCEL_DAYS = re.compile(r"[1-6][0-9]{4}")


# --- numbers -----------------------------------------------------------------------------------------------------


def number(text: str) -> Decimal | Fault:
    """A plain number: digits, ``.`` for the decimals, ``-``. The digits are kept: ``12.50`` stays 12.50."""
    if _PLAIN.fullmatch(text) is None:
        return _not_plain(text)
    digits = sum(map(str.isdigit, text))
    if digits > MOST_DIGITS:
        return Fault(
            Code.NUMBER_TOO_LONG,
            Words(
                f"số “{shown(text)}” có {digits} chữ số; nhiều nhất là {MOST_DIGITS}",
                f'the number "{shown(text)}" has {digits} digits; {MOST_DIGITS} are the most',
            ),
            Words("Ghi số theo đơn vị lớn hơn.", "Write it in a larger unit."),
        )
    if _TWO_WAYS.fullmatch(text):
        return two_ways(text)
    found = Decimal(text)
    return found if found else abs(found)  # there is no -0


def two_ways(text: str) -> Fault:
    """The fault of ``1.000``: one thousand to a Vietnamese reader, one to an English one."""
    grouped, decimal = text.replace(".", ""), _short(Decimal(text))
    return Fault(
        Code.NUMBER_AMBIGUOUS,
        Words(
            f"“{text}” đọc được hai cách: {grouped} (dấu chấm tách hàng nghìn) hoặc {decimal} (dấu chấm thập phân)",
            f'"{text}" reads two ways: {grouped} (the point groups thousands) or {decimal} (a decimal point)',
        ),
        Words(f"Viết {grouped} hoặc {decimal}.", f"Write {grouped} or {decimal}."),
    )


def _not_plain(text: str) -> Fault:
    bare = _bare(text)
    if bare.casefold() in _ABSENT:
        return Fault(
            Code.NUMBER_FORM,
            Words(f"“{shown(text)}” không phải là số", f'"{shown(text)}" is not a number'),
            Words(
                "Không có số liệu thì bỏ cả dòng; có thì viết số, ví dụ 12.5.",
                "Where there is no figure, leave it out altogether; else write a number such as 12.5.",
            ),
        )
    meant = _meant(bare)
    message = Words(
        f"“{shown(text)}” không phải là số viết thường: chỉ dùng chữ số, dấu chấm thập phân và dấu trừ",
        f'"{shown(text)}" is not a plain number: digits, a decimal point and a minus sign only',
    )
    if len(meant) == 1:
        return Fault(Code.NUMBER_FORM, message, Words(f"Viết {meant[0]}.", f"Write {meant[0]}."))
    if meant:
        either = Words(" hoặc ".join(meant), " or ".join(meant))
        return Fault(Code.NUMBER_FORM, message, Words(f"Viết {either.vi}.", f"Write {either.en}."))
    spoken = set(readings(bare)) if len(bare) <= 60 else set()
    if len(spoken) == 1:
        quantity = spoken.pop()
        plain = written(quantity)
        return Fault(
            Code.NUMBER_FORM,
            message,
            Words(f"Có lẽ là {plain}: số và từ định lượng ghi riêng, nguyên văn ghi ở wording.",
                  f"Probably {plain}: the number and its word stand apart, the words as quoted in wording."),
        )  # fmt: skip
    return Fault(Code.NUMBER_FORM, message, Words("Viết số, ví dụ 1000 hoặc 12.5.", "Write a number: 1000 or 12.5."))


def _bare(text: str) -> str:
    """``text`` with the typography taken off: full-width digits, odd minus signs and spaces, hidden characters."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-").replace("’", "'")
    seen = "".join(char for char in folded if unicodedata.category(char) not in ("Cc", "Cf"))
    return " ".join(seen.split())


def _meant(text: str) -> list[str]:
    """The numbers, written plainly, that somebody may have meant by ``text``; the likelier one first."""
    body = text.removesuffix("%").rstrip()
    sign = "-" if body.startswith("-") else ""
    body = body.lstrip("+-").strip()
    if len(body) > MOST_DIGITS:
        return []
    if grouped := _GROUPED.fullmatch(body):
        whole = re.sub(r"[^0-9]", "", body)
        two = grouped[2] in ",." and body.count(grouped[2]) == 1
        return [sign + whole, sign + _short(Decimal(body.replace(",", ".")))] if two else [sign + whole]
    if exponent := _EXPONENT.fullmatch(body):
        return [sign + f"{Decimal(exponent[0]):f}"]
    if _FRACTION.fullmatch(body):
        return [sign + _trimmed(body.replace(",", "."))]
    for group, point in (",.", ".,", " ,", " .", "',", "'."):
        head, found, tail = body.partition(point)
        match = _GROUPED.fullmatch(head)
        if found and tail.isdecimal() and match and match[2] == group:
            return [sign + head.replace(group, "") + "." + tail]
    if body.isascii() and body.isdecimal():
        return [sign + _trimmed(body)]
    if body.startswith(".") and body[1:].isdecimal():
        return [sign + "0" + body]
    if body.endswith(".") and body[:-1].isdecimal():
        return [sign + _trimmed(body[:-1])]
    return []


def _trimmed(text: str) -> str:
    """``text`` without zeros before its first digit, but for the one before a point."""
    whole, point, rest = text.partition(".")
    return (whole.lstrip("0") or "0") + point + rest


def _short(value: Decimal) -> str:
    """``value`` without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# --- dates -------------------------------------------------------------------------------------------------------


def figure_date(text: str) -> Period | Fault:
    """The day of a figure, or its month."""
    return _date(
        text, DATE_GRAINS, Words("ngày hoặc tháng (2025-09-28, 2025-09)", "a day or month (2025-09-28, 2025-09)")
    )


def document_date(text: str) -> Period | Fault:
    """The day, month or year of a document."""
    expected = Words(
        "ngày, tháng hoặc năm (2025-09-28, 2025-09, 2025)", "a day, month or year (2025-09-28, 2025-09, 2025)"
    )
    return _date(text, DOCUMENT_GRAINS, expected)


def day(text: str) -> date | Fault:
    """One day."""
    found = _date(text, frozenset({Grain.DAY}), Words("một ngày (2025-12-31)", "a day (2025-12-31)"))
    return found if isinstance(found, Fault) else found.last


def _date(text: str, grains: Collection[Grain], expected: Words) -> Period | Fault:
    try:
        found = Period.parse(text)
    except ValueError:
        if _ISO_SHAPE.fullmatch(text):
            return Fault(
                Code.DATE_IMPOSSIBLE,
                Words(f"không có ngày “{text}” trong lịch", f'there is no "{text}" in the calendar'),
                Words(f"Viết {expected.vi}.", f"Write {expected.en}."),
            )
    else:
        if found.grain in grains:
            return found
    meant = _dates_meant(text)
    return Fault(
        Code.DATE_FORM,
        Words(f"“{shown(text)}” không phải là {expected.vi}", f'"{shown(text)}" is not {expected.en}'),
        Words(f"Viết {' hoặc '.join(meant) or expected.vi}.", f"Write {' or '.join(meant) or expected.en}."),
    )


def _dates_meant(text: str) -> list[str]:
    """The dates that somebody may have meant by ``text``: day first, as Vietnam writes them, before month first."""
    text = text.strip()
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        return list(dict.fromkeys(_existing((year, second, first), (year, first, second))))
    if match := _YEAR_MONTH_DAY.fullmatch(text):
        if match[3]:
            return _existing((int(match[1]), int(match[2]), int(match[3])))
        return [found[:7] for found in _existing((int(match[1]), int(match[2]), 1))]
    if match := _MONTH_YEAR.fullmatch(text):
        return [found[:7] for found in _existing((int(match[2]), int(match[1]), 1))]
    if _EXCEL_DAYS.fullmatch(text):  # Excel counts days from the last but one of 1899
        return [(date(1899, 12, 30) + timedelta(days=int(text))).isoformat()]
    return []


def _existing(*dates: tuple[int, int, int]) -> list[str]:
    found = []
    for year, month, day_of_month in dates:
        try:
            found.append(date(year, month, day_of_month).isoformat())
        except ValueError:
            continue
    return found


def span(text: str) -> Period | Fault:
    """What a plan, a flow or a growth figure covers."""
    expected = "2025, 2025-H1, 2025-Q2, 2025-07, 2025-01/2025-06"
    try:
        found = Period.parse(text)
    except ValueError:
        backwards = text.count("/") == 1 and all(_parses(part) for part in text.split("/"))
        return Fault(
            Code.PERIOD_FORM,
            Words(f"kỳ “{shown(text)}” không tiến về sau", f'the period "{shown(text)}" does not run forwards')
            if backwards
            else Words(f"“{shown(text)}” không phải là một kỳ", f'"{shown(text)}" is not a period'),
            Words(f"Viết theo một trong các dạng: {expected}.", f"Write one of these forms: {expected}."),
        )
    if found.grain is not Grain.DAY:
        return found
    return Fault(
        Code.PERIOD_FORM,
        Words(f"“{text}” là một ngày, không phải một kỳ", f'"{text}" is a day, not a period'),
        Words(f"Viết theo một trong các dạng: {expected}.", f"Write one of these forms: {expected}."),
    )


def _parses(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


# --- codes and text ----------------------------------------------------------------------------------------------


def code(text: str) -> str | Fault:
    """The code of an area, unit, indicator, register or stage: ASCII ``snake_case``."""
    return text if _CODE.fullmatch(text) else _code_fault(text, _as_code(text), Words(
        "chữ thường không dấu, chữ số và dấu gạch dưới, bắt đầu bằng chữ (snake_case)",
        "lower-case ASCII letters, digits and underscores, a letter first (snake_case)",
    ))  # fmt: skip


def source_code(text: str) -> str | Fault:
    """The code of a source: ASCII letters, digits, ``-``, ``_`` and ``.``."""
    return text if _SOURCE_CODE.fullmatch(text) else _code_fault(text, _as_code(text).replace("_", "-"), Words(
        "chữ không dấu, chữ số và các dấu - _ .", "ASCII letters, digits, and - _ ."
    ))  # fmt: skip


def _as_code(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").replace("Ð", "D"))
    ascii_only = "".join(char for char in letters if char.isascii())
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()[:60]).strip("_")


def _code_fault(text: str, meant: str, expected: Words) -> Fault:
    odd = next((char for char in text if not char.isascii()), None)
    what = "" if odd is None else f" (U+{ord(odd):04X})"
    return Fault(
        Code.CODE_FORM,
        Words(
            f"“{shown(text)}” không phải là mã{what}: {expected.vi}",
            f'"{shown(text)}" is not a code{what}: {expected.en}',
        ),
        Words(f"Viết {meant}.", f"Write {meant}.")
        if _CODE.fullmatch(meant) or _SOURCE_CODE.fullmatch(meant)
        else Words("Đặt một mã như vậy.", "Choose such a code."),
    )


def paragraph(text: str) -> str | Fault:
    """Text of any length, in NFC, without what no screen can show."""
    control = CONTROL.search(text)
    if control is not None:
        return Fault(
            Code.CONTROL_CHARACTER,
            Words(f"“{shown(text)}” có ký tự điều khiển {shown(control[0])}",
                  f'"{shown(text)}" holds the control character {shown(control[0])}'),
            Words("Xóa ký tự đó.", "Delete that character."),
        )  # fmt: skip
    return unicodedata.normalize("NFC", text).strip()


def line(text: str) -> str | Fault:
    """Text of one line, not empty, in NFC."""
    found = paragraph(text)
    if isinstance(found, Fault):
        return found
    if not found:
        return empty()
    if "\n" in found or "\r" in found:
        return Fault(
            Code.LINE_BREAK,
            Words(f"“{shown(found)}” có xuống dòng", f'"{shown(found)}" holds a line break'),
            Words("Viết trên một dòng.", "Write it on one line."),
        )
    return found


def empty() -> Fault:
    """The fault of nothing where something must stand."""
    return Fault(
        Code.VALUE_MISSING,
        Words("chỗ này bắt buộc phải có giá trị nhưng đang để trống", "a value is required here, and there is none"),
        Words("Điền giá trị.", "Fill it in."),
    )


_Choice = TypeVar("_Choice", bound=StrEnum)


def choice(text: str, choices: Iterable[_Choice]) -> _Choice | Fault:
    """One of ``choices``, by its value."""
    known = {str(one): one for one in choices if one}
    if text in known:
        return known[text]
    return Fault(
        Code.CHOICE,
        Words(f"“{shown(text)}” không nằm trong danh mục: {', '.join(known)}",
              f'"{shown(text)}" is not one of {", ".join(known)}'),
        did_you_mean(text, known),
    )  # fmt: skip


# --- what other files define -------------------------------------------------------------------------------------


def area(text: str, definitions: Definitions) -> str | Fault | None:
    """The area of a figure or target; without ``text`` the workspace's only one. ``None`` where it cannot be known."""
    if text in definitions.areas:
        return text
    if not text:
        if definitions.is_unread(Kind.AREA):
            return None
        return definitions.only_area or Fault(
            Code.AREA_NEEDED,
            Words(f"chưa ghi địa bàn, trong khi có {len(definitions.areas)} địa bàn",
                  f"no area is given, and there are {len(definitions.areas)}"),
            Words(f"Ghi area, một trong: {listed(definitions.areas)}.",
                  f"Write area, one of {listed(definitions.areas)}."),
        )  # fmt: skip
    return None if definitions.is_unread(Kind.AREA, text) else unknown(Kind.AREA, text, definitions.areas)


# --- quantities --------------------------------------------------------------------------------------------------


def reversed_range(low: Decimal, high: Decimal) -> Fault | None:
    """The fault of a range that does not run upwards."""
    if low < high:
        return None
    right = f"{min(low, high):f}, {max(low, high):f}" if low != high else f"{low:f}"
    return Fault(
        Code.RANGE_REVERSED,
        Words(f"đầu trên {high:f} của khoảng phải lớn hơn đầu dưới {low:f}",
              f"the upper end {high:f} of the range is not above the lower end {low:f}"),
        Words(f"Viết {right}.", f"Write {right}.")
        if low != high
        else Words(f"Chỉ có một số thì ghi value: {right}.", f"For a single number write value: {right}."),
    )  # fmt: skip


def impossible(quantity: Quantity, indicator: Indicator, definitions: Definitions) -> Fault | None:
    """The fault of a quantity that nothing measured this way can have: a negative count, a share of 120 percent.

    An amount of money may be below zero (a balance, a loss); what is counted one by one, in a unit without a
    ``scale``, may not.
    """
    numbers = [quantity.value] if quantity.value_high is None else [quantity.value, quantity.value_high]
    if indicator.measure is Measure.SHARE:
        outside = next((value for value in numbers if not 0 <= value <= 100), None)
        if outside is not None:
            return Fault(
                Code.OUT_OF_RANGE,
                Words(f"tỷ trọng {outside:f} nằm ngoài khoảng 0 đến 100",
                      f"the share {outside:f} is not from 0 to 100"),
                Words("Ghi phần trăm của tổng thể, từ 0 đến 100; nếu là mức tăng thì chỉ tiêu phải là measure: growth.",
                      "Write the percentage of the whole, 0 to 100; for a change the indicator is measure: growth."),
            )  # fmt: skip
    elif indicator.measure is not Measure.GROWTH and min(numbers) < 0:
        unit = definitions.units.get(indicator.unit)
        if unit is not None and unit.scale == 1:
            return Fault(
                Code.OUT_OF_RANGE,
                Words(f"số đếm không thể âm: {min(numbers):f}", f"a count cannot be negative: {min(numbers):f}"),
                Words("Kiểm tra lại dấu trừ; số tăng giảm thuộc chỉ tiêu measure: growth.",
                      "Check the minus sign; a change belongs to an indicator with measure: growth."),
            )  # fmt: skip
    if quantity.qualifier is Qualifier.VALUE:  # a number that is possible is itself what is meant
        return None
    if indicator.interval(quantity, definitions.tolerance).is_empty:
        return Fault(
            Code.EMPTY_QUANTITY,
            Words(f"không số nào của chỉ tiêu này có thể là “{written(quantity)}”",
                  f'no number of this indicator can be "{written(quantity)}"'),
            Words("Sửa lại từ định lượng hoặc số.", "Correct the qualifier or the number."),
        )  # fmt: skip
    return None


def disagreement(wording: str, quantity: Quantity, indicator: Indicator, definitions: Definitions) -> Fault | None:
    """The fault of a wording that does not say what ``quantity`` does, or that says nothing we understand."""
    unit = definitions.units.get(indicator.unit)
    found = readings(wording, unit=unit.name if unit else None, scale=unit.scale if unit else Fraction(1))
    if any(_same(reading, quantity) for reading in found):
        return None
    if not found:
        return Fault(
            Code.WORDING_UNREADABLE,
            Words(f"không hiểu “{shown(wording)}” nói số nào", f'"{shown(wording)}" is no figure that is understood'),
            Words(
                "Chỉ ghi các từ của con số, ví dụ “gần 1.000”, “hơn 35%”, “35 - 40%”; phần còn lại ghi ở note.",
                'Keep only the words of the number, such as "nearly 1,000" or "35-40%"; the rest belongs in note.',
            ),
        )
    said = list(dict.fromkeys(written(reading) for reading in found))
    return Fault(
        Code.WORDING_DISAGREES,
        Words(f"nguyên văn “{shown(wording)}” nghĩa là {' hoặc '.join(said)}, số liệu lại ghi {written(quantity)}",
              f'the wording "{shown(wording)}" means {" or ".join(said)}, the figure says {written(quantity)}'),
        Words(f"Đối chiếu nguồn; nếu nguyên văn đúng thì ghi {said[0]}.",
              f"Check the source; if the wording is right, write {said[0]}."),
    )  # fmt: skip


def _same(one: Quantity, other: Quantity) -> bool:
    return (one.qualifier, one.value, one.value_high) == (other.qualifier, other.value, other.value_high)
