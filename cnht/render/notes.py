"""What stands beside the numbers: why there is no verdict, what a figure is, what contradicts it; and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cnht.figures import Conflict, Figure, Kind
from cnht.lang import Lang, Words
from cnht.model import ObservationStatus, Plan
from cnht.period import Grain
from cnht.progress import BaselineKind, Progress, Reason, Row, Status
from cnht.render.phrases import (
    DISPUTED_WORDS,
    REFUSAL_WORDS,
    STATUS_WORDS,
    figure_text,
    figure_when,
    interval_text,
    is_percent,
    observation_date,
    phrase,
    plan_period,
    unbroken,
    unit_words,
)
from cnht.wording import write_date, write_quantity


def summary(result: Progress, lang: Lang) -> list[str]:
    """One line of counts over the rows due in the year, and where there are any one for the others."""
    counts = result.counts
    total = sum(counts.values())
    met = counts.get(Status.MET, 0)
    parts = [
        unbroken(f"{count} {STATUS_WORDS[status].text(lang)}")
        for status, count in counts.items()
        if status != Status.MET
    ]
    lines = []
    if total:
        head = phrase(
            lang,
            f"Đạt {met}/{total} chỉ tiêu của năm {result.year}",
            f"{met} of {total} met, of the targets due in {result.year}",
        )
        lines.append(": ".join(filter(None, [head, " · ".join(parts)])))
    elif result.rows:
        lines.append(
            phrase(lang, f"Không có chỉ tiêu nào đến hạn trong năm {result.year}", f"No target is due in {result.year}")
        )
    paths = [row for row in result.rows if row.path and row.status is not Status.SUPERSEDED]
    if paths:
        lines.append(
            phrase(
                lang,
                f"Ngoài ra: {len(paths)} chỉ tiêu đến hạn sau năm {result.year}",
                f"Apart from these: {len(paths)} on the way to a later year",
            )
        )
    replaced = sum(row.status is Status.SUPERSEDED for row in result.rows)
    if replaced:
        lines.append(
            phrase(
                lang,
                f"Ngoài ra: {replaced} chỉ tiêu của kế hoạch đã được thay thế",
                f"Apart from these: {replaced} of superseded plans",
            )
        )
    return lines


def opening(result: Progress, lang: Lang, *, partial: bool = False) -> str:
    """The sentence that an official report opens with: the day, and how many targets due in the year stand how.

    ``partial`` where only some targets were chosen.
    """
    counts = result.counts
    total = sum(counts.values())
    day, year = write_date(result.as_of, lang), result.year
    if not total:
        return phrase(
            lang,
            f"Tính đến {day}, không có chỉ tiêu {'được chọn ' if partial else ''}nào đến hạn trong năm {year}.",
            f"As of {day}, no {'chosen ' if partial else ''}target is due in {year}.",
        )
    met = counts.get(Status.MET, 0)
    what = Words("chỉ tiêu được chọn", "chosen target") if partial else Words("chỉ tiêu", "target")
    head = phrase(
        lang,
        f"Tính đến {day}, {met}/{total} {what.vi} của năm {year} đã đạt",
        f"As of {day}, {met} of {total} {what.en}{'' if total == 1 else 's'} due in {year}"
        f" {'is' if total == 1 or met == 1 else 'are'} met",
    )
    parts = [
        phrase(lang, f"{count} chỉ tiêu {_OPENING[status].vi}", f"{count} {_is(status, count)}{_OPENING[status].en}")
        for status, count in counts.items()
        if status is not Status.MET
    ]
    return f"{'; '.join(filter(None, [head, ', '.join(parts)]))}."


_OPENING = STATUS_WORDS | {
    Status.UNDETERMINED: Words("chưa đủ căn cứ đánh giá", "cannot be judged"),
}


def _is(status: Status, count: int) -> str:
    """The English verb before the words of a status."""
    if status is Status.NO_DATA:
        return "has " if count == 1 else "have "
    if status is Status.UNDETERMINED:
        return ""
    return "is " if count == 1 else "are "


def bare(plan: Plan, result: Progress, lang: Lang) -> str:
    """Why a plan has no row; empty where it has one."""
    if any(row.plan is plan for row in result.rows):
        return ""
    if not plan.targets:
        return phrase(lang, "Kế hoạch này không có chỉ tiêu.", "This plan has no targets.")
    year = result.year
    return phrase(lang, f"Không có chỉ tiêu nào đến hạn từ năm {year}.", f"No target is due in {year} or later.")


def figure_status(figure: Figure, lang: Lang) -> list[str]:
    """How settled a figure is and whose it is, and that it is disputed if it is."""
    found = list(figure_notes(figure, lang))
    if figure.reported is not None and figure.reported.disputed:
        found.append(DISPUTED_WORDS.text(lang))
    return found


def notes(row: Row, result: Progress, lang: Lang) -> list[str]:
    """What a reader must know beside the numbers of a row: why there is no verdict, and what the figure is."""
    return list(_notes(row, result, lang))


def _notes(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    if row.path:
        due = write_date(row.due, lang)
        yield phrase(lang, f"đến hạn {due}", f"on the way to {due}")
    elif row.due != date(result.year, 12, 31):
        due = write_date(row.due, lang)
        yield phrase(lang, f"hạn {due}", f"due {due}")
    yield from _why(row, result, lang)
    if row.observed is not None:
        yield from _what(row, row.observed, result, lang)
    if row.verdict.cagr_refusal is not None:
        why = REFUSAL_WORDS[row.verdict.cagr_refusal].text(lang)
        yield phrase(lang, f"không tính theo tăng trưởng kép: {why}", f"no compound growth: {why}")


def _why(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    """Why there is no verdict, or none that is final."""
    match row.status:
        case Status.SUPERSEDED:
            assert row.superseded_by is not None
            number, start = row.superseded_by.number, write_date(row.superseded_by.period.first, lang)
            yield phrase(lang, f"thay bằng {number} từ {start}", f"replaced by {number} from {start}")
        case Status.NOT_STARTED:
            start = write_date(row.plan.period.first, lang)
            yield phrase(lang, f"bắt đầu từ {start}", f"starts on {start}") + _last(row, result, lang)
        case Status.UNDETERMINED:
            yield _undetermined(row, lang)
        case _:
            pass
    yield from missing(row, result, lang)


def missing(row: Row, result: Progress, lang: Lang) -> Iterator[str]:
    """What figure a row lacks: any of its period or, when that is over, that of its end; or one of the year."""
    if row.status is Status.NO_DATA:
        yield _no_figure(row, lang) + _last(row, result, lang)
    late = unfinished(row, result.as_of, lang)
    if late:
        assert row.observed is not None
        status, when = STATUS_WORDS[row.status].text(lang), figure_when(row.observed, lang)
        yield late if row.status is Status.UNDETERMINED else f"{late}; {status} {when}"
    elif row.verdict.central is not None and row.stale:
        yield phrase(lang, f"chưa có số liệu năm {result.year}", f"no {result.year} figure")


def unfinished(row: Row, as_of: date, lang: Lang) -> str:
    """That the verdict on a target that has come due rests on an earlier figure; empty where it does not."""
    if row.verdict.central is None or row.observed is None or row.final or as_of < row.due:
        return ""
    if (row.due.month, row.due.day) == (12, 31):
        return phrase(lang, "chưa có số liệu cuối năm", "no year-end figure")
    return phrase(lang, "chưa có số liệu tại hạn", "no final figure")


def _no_figure(row: Row, lang: Lang) -> str:
    period = plan_period(row.judged, lang)
    if row.judged.grain is Grain.YEAR:
        return phrase(lang, f"chưa có số liệu năm {period}", f"no {period} figure")
    return phrase(lang, f"chưa có số liệu giai đoạn {period}", f"no figure in {period}")


def _last(row: Row, result: Progress, lang: Lang) -> str:
    if row.observed is None:
        return ""
    figure = figure_text(row.observed, lang)
    unit = unit_words(row.indicator, result)
    if is_percent(unit):
        figure = figure_text(row.observed, lang, unit)
    return phrase(lang, f"; gần nhất: {figure} ", f"; last: {figure} ") + figure_when(row.observed, lang)


def _undetermined(row: Row, lang: Lang) -> str:
    assert row.observed is not None
    match row.reason:
        case Reason.NO_BASELINE:
            return phrase(
                lang, "không có số liệu trước đó để tính tiến độ", "no earlier figure to measure the pace from"
            )
        case Reason.CONFLICT:
            why = phrase(lang, "các số liệu cùng ngày mâu thuẫn nhau", "figures of one date contradict each other")
        case _ if row.observed.interval.width == 0:
            why = phrase(lang, "số gốc chưa đủ rõ để kết luận", "the baseline leaves it open")
        case _:
            span = interval_text(row.observed.interval, lang)
            why = phrase(lang, f"giá trị thực tế có thể {span}", f"the truth may be {span}")
    if row.reason is Reason.INTERVAL:
        why += _range(row, lang)
    if row.likely is None:
        return why
    word = STATUS_WORDS[row.likely].text(lang)
    return why + phrase(lang, f"; nhiều khả năng {word}", f"; likely {word}")


WORST_FIRST = (
    Status.MISSED,
    Status.MOVING_AWAY,
    Status.OFF_TRACK,
    Status.BEHIND,
    Status.UNDETERMINED,
    Status.ON_TRACK,
    Status.MET,
    Status.NO_DATA,
    Status.NOT_STARTED,
)
"""The verdicts on targets that still count."""


def _range(row: Row, lang: Lang) -> str:
    """The verdicts that the ends of the figure and of the baseline give."""
    found = {point.status for point in row.verdict.points}
    words = [STATUS_WORDS[status].text(lang) for status in WORST_FIRST if status in found]
    if len(words) < 2:
        return ""
    if len(words) == 2:
        return phrase(lang, f": {words[0]} hoặc {words[1]}", f": {words[0]} or {words[1]}")
    return phrase(lang, f": từ {words[0]} đến {words[-1]}", f": from {words[0]} to {words[-1]}")


def figure_notes(figure: Figure, lang: Lang) -> Iterator[str]:
    """How a computed figure came about, how settled it is, and whose it is."""
    match figure.kind:
        case Kind.SUM:
            yield phrase(lang, f"tổng của {len(figure.parts)} số liệu", f"sum of {len(figure.parts)} figures")
        case Kind.SUM_WITH_GAP:
            yield phrase(
                lang,
                "thiếu số liệu một phần của kỳ: đây là mức tối thiểu",
                "added up from figures that leave a gap in the period: at least this much",
            )
        case Kind.DERIVED:
            part, whole = (write_quantity(seen.quantity, lang) for seen in figure.parts)
            yield phrase(lang, f"tính từ {part} / {whole}", f"derived: {part} / {whole}")
        case Kind.REPORTED:
            pass
    if figure.reported is not None and figure.reported.status is ObservationStatus.ESTIMATE:
        yield phrase(lang, "số ước tính", "an estimate")
    if figure.reported is not None and figure.reported.status is ObservationStatus.PROVISIONAL:
        yield phrase(lang, "số sơ bộ", "provisional")
    if not figure.official:
        yield phrase(lang, "số liệu báo chí", "press figure")


def _what(row: Row, figure: Figure, result: Progress, lang: Lang) -> Iterator[str]:
    """What the figure is, where its pace is measured from, and what the press has said since."""
    yield from figure_notes(figure, lang)
    if row.baseline is not None and row.baseline.kind is BaselineKind.FIRST and row.pace is not None:
        start = write_date(row.baseline.as_of, lang)
        yield phrase(lang, f"tiến độ tính từ {start}", f"pace measured from {start}")
    newer = [
        seen
        for seen in result.book.series(figure.indicator, figure.area)
        if figure.official and not seen.disputed and seen.as_of > figure.as_of and not result.book.official(seen)
    ]
    if newer:
        last = max(newer, key=lambda seen: (seen.as_of, seen.where))
        unit = unit_words(row.indicator, result)
        said = write_quantity(last.quantity, lang, unit=unit if is_percent(unit) else None)
        when = observation_date(last, lang)
        yield phrase(lang, f"báo chí nêu sau đó: {said} ({when})", f"newer, from the press: {said} ({when})")


def conflict_text(row: Row, conflict: Conflict, result: Progress, lang: Lang) -> str:
    """One line on a figure that says something else: its words, date, source, and what it contradicts."""
    seen = conflict.observation
    unit = unit_words(result.book.indicator(seen.indicator), result)
    said = write_quantity(seen.quantity, lang, unit=unit)
    against = row.observed
    own = figure_text(against, lang, unit) if against is not None else ""
    if conflict.against is not None:
        own = write_quantity(conflict.against.quantity, lang, unit=unit)
    mark = f" ({DISPUTED_WORDS.text(lang)})" if seen.disputed else ""
    when = observation_date(seen, lang)
    return phrase(lang, f"{said}{mark}, {when}; đang dùng: {own}", f"{said}{mark}, {when}; used: {own}")
