"""Questions to the person at the terminal: on stderr, so that stdout holds results alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from cnht.cli import session
from cnht.language.fuzzy import plain
from cnht.language.texts import Lang, Localized, _
from cnht.language.wording import NotUnderstood, write_number
from cnht.problems import Fault, visible

LISTED = 15
"""How many choices are listed at once; whoever wants others types a part of their names."""
_YES = {"y", "yes", "c", "co"}

_T = TypeVar("_T")


class Stopped(Exception):
    """The person wants no more of it: the end of the input, or a no."""


def by_hand() -> bool:
    """Whether there is somebody to ask, who sees the questions."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))


class Prompter:
    """Asks in the user's language, again and again until the answer can be used."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def until(self, question: Localized, read: Callable[[str], _T | Fault], proposed: str = "") -> _T:
        """The answer as ``read`` takes it; nothing typed means what is ``proposed``."""
        shown = question.text(self.lang) + (f" [{proposed}]" if proposed else "")
        while True:
            answer = self._line(f"{shown}: ") or proposed
            if not answer:
                continue
            try:
                found = read(answer)
            except NotUnderstood as error:
                session.say(error.message, self.lang)
                continue
            if not isinstance(found, Fault):
                return found
            session.say(_("{message}. {fix}", message=found.message, fix=found.fix), self.lang)

    def maybe(self, question: Localized, read: Callable[[str], str | Fault]) -> str:
        """The same where an empty answer is one, too."""
        none = _("{question} (optional)", question=question)
        while True:
            answer = self._line(f"{none.text(self.lang)}: ")
            found = read(answer) if answer else ""
            if not isinstance(found, Fault):
                return found
            session.say(_("{message}. {fix}", message=found.message, fix=found.fix), self.lang)

    def yes(self, question: Localized) -> bool:
        """Whether the answer is yes; anything else is a no."""
        prompt = _("{question} [y/N]", question=question).text(self.lang)
        return plain(self._line(f"{prompt} ")) in _YES

    def choose(
        self, what: Localized, choices: Mapping[str, Localized], sought: str = "", other: Localized | None = None
    ) -> str:
        """The code among ``choices``, which have names; ``""`` for what is ``other``, where that is offered.

        A number chooses from what is listed, a code what has it, and any other text narrows the list down.
        """
        found = _matching(choices, sought) or list(choices)
        self._listed(found, choices, other)
        question = _("{what} (number, code, or part of a name)", what=what).text(self.lang)
        question = question[:1].upper() + question[1:]
        while True:
            answer = self._line(f"{question}: ")
            if answer in choices:
                return answer
            if answer == "0" and other is not None:
                return ""
            if answer.isascii() and answer.isdigit():
                if 1 <= int(answer[:6]) <= min(len(found), LISTED):
                    return found[int(answer[:6]) - 1]
                session.say(_("there is no {answer} above", answer=answer), self.lang)
                continue
            narrowed = _matching(choices, answer)
            if len(narrowed) == 1 and answer:
                self._tell(f"  {narrowed[0]}  {choices[narrowed[0]].text(self.lang)}")
                return narrowed[0]
            if narrowed:
                found = narrowed
            else:
                session.say(_('no {what} matches "{answer}"', what=what, answer=answer), self.lang)
            self._listed(found, choices, other)

    def _listed(self, found: list[str], choices: Mapping[str, Localized], other: Localized | None) -> None:
        width = max((len(code) for code in found[:LISTED]), default=0)
        for number, code in enumerate(found[:LISTED], start=1):
            self._tell(f"{number:>4}  {code:<{width}}  {choices[code].text(self.lang)}")
        if len(found) > LISTED:
            count = write_number(len(found) - LISTED, self.lang)
            more = _("... and {count} more: type part of a name", count=count)
            self._tell(f"      {more.text(self.lang)}")
        if other is not None:
            self._tell(f"{0:>4}  {other.text(self.lang)}")

    def _tell(self, line: str) -> None:
        print(session.for_stderr(visible(line)), file=sys.stderr)

    def _line(self, prompt: str) -> str:
        """What is typed, in one line; :class:`Stopped` at the end of the input."""
        print(session.for_stderr(visible(prompt)), end="", file=sys.stderr, flush=True)
        while True:
            try:
                line = sys.stdin.readline()
                break
            except UnicodeDecodeError:  # half a letter, where the terminal deletes bytes
                print(session.for_stderr(visible(prompt)), end="", file=sys.stderr, flush=True)
        if not line:
            print(file=sys.stderr)
            raise Stopped
        return line.strip()


def _matching(choices: Mapping[str, Localized], sought: str) -> list[str]:
    """The codes of which each word that is sought is part, or of whose names in either language it is."""
    words = plain(sought.replace("_", " ")).split()
    return [
        code
        for code, name in choices.items()
        if _holds(plain(f"{code} {code.replace('_', ' ')} {name.text(Lang.VI)} {name.text(Lang.EN)}"), words)
    ]


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
