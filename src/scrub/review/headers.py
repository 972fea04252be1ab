"""One sitting at the headers of a run: looked at before and after, changed, made a recipe.

Whatever is staged is staged as rules, and what is shown is what the planner makes of them. It is
held in memory alone until it is applied: then it becomes rules of a recipe file, which is read
back, and planned with again, before it gets its name.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from scrub.errors import ConflictError, UsageError
from scrub.model.site import Verb
from scrub.recipe import Recipe
from scrub.review.header_answers import listed, told
from scrub.review.header_applying import applied
from scrub.review.header_choices import choices, recipe_of
from scrub.review.header_desk import Asked, silent
from scrub.review.header_lines import Planner
from scrub.review.header_recipe import text_of
from scrub.review.header_scopes import Scopes
from scrub.review.header_staging import (
    History,
    Staged,
    name_of,
    shortfall,
    values_of,
    with_change,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scrub.review.header_answers import Line
    from scrub.review.header_choices import Choice
    from scrub.review.header_desk import HeaderDesk, Wish
    from scrub.review.header_lines import Many
    from scrub.review.items import Item, Record

_NO_LONGER = (
    "With what is staged the result cannot claim the Basic Profile (113100) any more:"
    " something is kept that the profile takes."
)
_NAMES = "With what is staged the result names its patient, and says that identity was not removed."


class Headers:
    """What the page may ask. Instances are known by their number in the list, from 0."""

    def __init__(self, items: tuple[Item, ...], desk: HeaderDesk) -> None:
        self._desk = desk
        self._scopes = Scopes(items, desk.key)
        self._planner = Planner(self._scopes, desk.key_path, desk.patient_map)
        self._history = History()
        self._file = desk.recipe_file
        self._text = text_of(self._file)
        self._choices = self._read_choices()
        self._lock = Lock()

    def overview(self) -> Record:
        """Return what there is to choose from, but for what takes a look at every header."""
        return {
            "reviewer": self._desk.reviewer.name,
            "instances": self._scopes.instances(),
            "choices": [
                {"id": one.id, "title": one.title, "pixels": one.recipe.pixel}
                for one in self._choices
            ],
        }

    def studies(self) -> Record:
        """Return the studies."""
        with self._lock:
            return {"studies": self._scopes.studies()}

    def count(self, query: Mapping[str, str]) -> Record:
        """Return how many rules a profile has, and how many elements it changes here."""
        with self._lock:
            asked, staged = self._asked(query), self._history.now
            many = self._many(asked, staged)
            return {"rules": asked.choice.rules + len(staged), "changed": many.changed}

    def view(self, query: Mapping[str, str]) -> Record:
        """Return every element before and after.

        Raises:
            InstanceError: if it cannot be read, or cannot be scrubbed.

        """
        with self._lock:
            return self._view(self._asked(query))

    def stage(self, query: Mapping[str, str], version: int, wish: Wish) -> Record:
        """Stage a change of the element of a row, or take back what is staged there.

        Raises:
            ConflictError: if something was staged since `version`.
            UsageError: if it cannot be done. It says why.

        """
        with self._lock:
            self._history.check(version)
            asked = self._asked(query)
            self._history.put(self._staged(asked, wish))
            return self._view(asked)

    def move(self, query: Mapping[str, str], version: int, how: str) -> Record:
        """Undo, redo, or revert all that is staged.

        Raises:
            ConflictError: if something was staged since `version`.
            UsageError: if it is none of these.

        """
        history = self._history
        moves = {"undo": history.undo, "redo": history.redo, "revert": history.revert}
        if how not in moves:
            raise UsageError("undo, redo or revert")
        with self._lock:
            history.check(version)
            moves[how]()
            return self._view(self._asked(query))

    def apply(self, query: Mapping[str, str], version: int) -> Record:
        """Write what is staged to the recipe file, or to another beside it, and tell which.

        Raises:
            ConflictError: if something was staged since `version`, or the file was changed.
            UsageError: if nothing is staged.
            OutputError: if it cannot be written, or would not do what is shown.

        """
        with self._lock:
            self._history.check(version)
            asked, staged = self._asked(query), self._history.now
            if not staged:
                raise UsageError("nothing is staged, so there is nothing to apply")
            self._check_file()
            wanted = asked.recipe(staged)
            shown = self._many(asked, staged)

            def is_right(draft: Path) -> bool:
                read = self._desk.read_recipe(draft, silent(wanted))
                return read == wanted and self._planner.fresh(asked.scope, read) == shown

            was = self._file
            self._file = applied(was, self._text, wanted, staged, is_right)
            self._history.clear()
            self._read_again()
            return {
                "file": str(self._file),
                "beside": str(was) if was != self._file else "",
                "rules": len(staged),
                "command": self._desk.command(self._file, wanted),
            }

    def _check_file(self) -> None:
        if text_of(self._file) != self._text:
            self._read_again()
            raise ConflictError(f"{self._file} was changed meanwhile: look at it again")

    def _read_again(self) -> None:
        self._text = text_of(self._file)
        self._choices = self._read_choices()

    def _read_choices(self) -> tuple[Choice, ...]:
        run = recipe_of(self._desk.told)
        if run and run.patient_map and not self._desk.patient_map:
            run = None
        if self._text is None:
            return choices(run, "As run")
        own = self._desk.read_recipe(self._file, silent(run or Recipe()))
        return choices(own, f"As in {self._file.name}")

    def _asked(self, query: Mapping[str, str]) -> Asked:
        wanted = query.get("choice")
        choice = next((one for one in self._choices if one.id == wanted), None)
        if choice is None:
            raise UsageError("no such profile")
        return Asked(self._scopes.scope(query), choice)

    def _many(self, asked: Asked, staged: tuple[Staged, ...]) -> Many:
        return self._planner.many(asked.scope, asked.recipe(staged))

    def _staged(self, asked: Asked, wish: Wish) -> tuple[Staged, ...]:
        """Return all that is staged once a wish is done.

        Raises:
            UsageError: if it cannot be done.

        """
        now = self._history.now
        selector = self._line(asked, wish.key, now).selector
        if selector is None:
            raise UsageError("no rule of a recipe is about this element")
        if not wish.verb:
            return without(now, selector)
        one = self._change(self._line(asked, wish.key, ()), wish)
        state = with_change(now, one)
        reasons = (shortfall(one, row) for row in self._line(asked, wish.key, state).rows)
        if why := next(filter(None, reasons), ""):
            raise UsageError(f"{one.verb} does not do that to {one.name}: {why}")
        return state

    def _line(self, asked: Asked, key: str, staged: tuple[Staged, ...]) -> Line:
        line = self._many(asked, staged).line(key)
        if line is None:
            raise UsageError("no such element here")
        return line

    def _change(self, line: Line, wish: Wish) -> Staged:
        if wish.verb not in set(Verb):
            raise UsageError("keep, remove, empty, replace or hash")
        verb = Verb(wish.verb)
        row = next(row for row in line.rows if row.selector)
        assert row.selector is not None
        return Staged(
            selector=row.selector,
            name=name_of(row.path),
            verb=verb,
            value=values_of(verb, row.selector, row, wish.value),
            instead=row.judged.reason,
            by=self._desk.reviewer.name,
            at=self._desk.reviewer.now(),
            note=wish.note,
        )

    def _view(self, asked: Asked) -> Record:
        history, scope = self._history, asked.scope
        many = self._many(asked, history.now)
        by = {one.selector: one for one in history.now}
        return {
            "rows": [told(line, by, single=not scope.is_study) for line in many.lines],
            "changed": many.changed,
            "instances": len(many.sheets),
            "left_out": scope.left_out,
            "problems": list(many.problems),
            "rules": asked.choice.rules + len(history.now),
            "staged": listed(history.now),
            "undo": history.can_undo,
            "redo": history.can_redo,
            "version": history.version,
            "warnings": self._warnings(asked, many),
            "claims": any(one.is_basic for one in many.sheets),
            "unseen": asked.choice.recipe.pixel and self._scopes.unseen(scope),
            "file": str(self._file),
        }

    def _warnings(self, asked: Asked, many: Many) -> list[str]:
        if not self._history.now:
            return []
        was = self._many(asked, ())
        lost = {one.is_basic for one in was.sheets} - {one.is_basic for one in many.sheets}
        names = any(one.names_patient for one in many.sheets)
        return [_NO_LONGER] * (True in lost) + [_NAMES] * names
