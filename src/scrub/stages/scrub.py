"""The sentence. Start reading here.

Read an instance, look at its pixels, plan every change, apply the plan, verify the result, write
it, or hold it.

2026-11: what verifying still sees is looked at as if it had been seen before, and planned again,
at most four times; only then is the instance held. Black beside a faint text changes what a
detector sees of it, and a person need not be asked about that.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from scrub.errors import InstanceError, RunError, ScrubError, told
from scrub.header.machine import machine
from scrub.header.options import GRAPHICS
from scrub.model.outcome import Outcome, Verdict
from scrub.stages.apply import apply
from scrub.stages.glance import glance
from scrub.stages.graphics import look_at_planes
from scrub.stages.look import Seen, look, where_on
from scrub.stages.masking import kept
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import Instance, held, read
from scrub.stages.reasons import what_was_decided, what_was_done, why_held
from scrub.stages.rematch import UNMATCHED, digest_of, match_of
from scrub.stages.verify import Expected, verify
from scrub.stages.write import DuplicateInstanceError, Places, begin_sync, discard, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

    from scrub.model.instance import Job
    from scrub.model.plan import Plan
    from scrub.model.text import TextHit
    from scrub.stages.plan import Facts
    from scrub.toolbox import Toolbox

ROUNDS = 5
"""So many times is a plan made, before an instance is held."""


def scrub(
    job: Job, tools: Toolbox, places: Places, clock: Callable[[], float] = perf_counter
) -> Outcome:
    """Scrub one instance. Whatever is wrong with it is in the outcome.

    Raises:
        RunError: if the run cannot go on.

    """
    one = _One(job, tools, places, clock)
    try:
        return one.scrub()
    except RunError:
        raise
    except DuplicateInstanceError as problem:
        return replace(one.outcome(*told(problem)), is_contested=True)
    except Exception as problem:  # noqa: BLE001 (whatever it is, it is the outcome)
        return one.outcome(*told(problem))


def plan_of(job: Job, tools: Toolbox) -> Plan:
    """Return all that would change in one instance. Nothing is written, and nothing verified.

    Raises:
        RunError: if the run cannot go on.
        InstanceError: if the instance cannot be scrubbed.

    """
    try:
        return _One(job, tools, Places("", ""), perf_counter).plan()
    except ScrubError:
        raise
    except Exception as problem:  # noqa: BLE001 (its message may quote a name)
        raise InstanceError(told(problem)[1]) from None


class _One:
    """One instance on its way, and what is known of it so far."""

    def __init__(
        self, job: Job, tools: Toolbox, places: Places, clock: Callable[[], float]
    ) -> None:
        self._job = job
        self._tools = tools
        self._places = places
        self._clock = clock
        self._since = clock()
        self._seconds: dict[str, float] = {}
        self._outcome = Outcome(job.source, Verdict.FAILED, "")
        self._sha256 = ""
        self._header: Dataset | None = None

    def outcome(self, verdict: Verdict, reason: str) -> Outcome:
        """Return how it ended."""
        ended = replace(
            self._outcome, verdict=verdict, reason=reason, seconds=tuple(self._seconds.items())
        )
        if ended.plan or self._header is None:
            return ended
        modality, equipment = machine(self._header)
        return replace(ended, modality=modality, equipment=equipment)

    def plan(self) -> Plan:
        """Read, look, plan."""
        seen = self._look()
        with self._read() as instance:
            return make_plan(self._gather(instance, seen), self._tools)

    def scrub(self) -> Outcome:
        """Read, look, plan, apply, verify, write."""
        seen = self._look()
        source = self._job.source
        token = self._tools.policy.pseudonyms.token("draft", f"{source.file}!{source.member}", 32)
        # Two may be at the same job: one that is out of touch, and who has it next.
        draft = Path(self._places.work, f"{token}{self._places.mark}.draft")
        discard(draft)
        for left_over in reversed(range(ROUNDS)):
            try:
                verdict, reason, left = self._attempt(seen, draft, is_last=not left_over)
            finally:
                discard(draft)
            if seen is None or not left:
                break
            seen = replace(seen, hits=(*seen.hits, *left))
        return self.outcome(verdict, reason)

    def _attempt(
        self, seen: Seen | None, path: Path, *, is_last: bool
    ) -> tuple[Verdict, str, tuple[TextHit, ...]]:
        """Make one plan and do it. Return how it ended, and the text that was left.

        What a person accepted is what was left after the last.
        """
        tools = self._tools
        with self._read() as instance:
            known = self._gather(instance, seen)
            plan = make_plan(known, tools)
            modality, equipment = machine(known.header, plan.header)
            self._outcome = replace(
                self._outcome, plan=plan, modality=modality, equipment=equipment
            )
            self._lap("plan")
            if reason := why_held(plan, tools.recipe):
                return Verdict.HELD, reason, ()
            draft = apply(instance, plan, path, tools)
            before = held(instance)
            self._lap("apply")
        stay = tuple(kept(known.seen.hits, plan.findings)) if known.seen else ()
        accepts = plan.rulings.accepted and is_last
        expected = Expected(
            plan, self._job.source, known.own, stay, instance.image, before, accepts=accepts
        )
        begin_sync(path)
        verified = verify(draft, expected, tools)
        self._outcome = replace(self._outcome, checks=verified.checks)
        self._lap("verify")
        if not verified.passed:
            failed = ", ".join(check.name for check in verified.checks if not check.passed)
            reason = f"not verified: {failed}{what_was_decided(plan)}"
            return Verdict.HELD, reason, verified.left
        write(draft, plan.target, self._places, self._job.may_replace)
        self._lap("write")
        return Verdict.WRITTEN, what_was_done(plan), ()

    def _read(self) -> Instance:
        """Return the source, which is read again for each plan and is to be the same each time."""
        instance = read(self._job.source)
        if instance.sha256 != (self._sha256 or instance.sha256):
            instance.close()
            raise InstanceError("the source was changed while it was being scrubbed")
        self._sha256 = instance.sha256
        image = instance.image
        self._header = instance.dataset
        self._outcome = replace(
            self._outcome,
            number_of_frames=image.number_of_frames if image else 0,
            rows=image.rows if image else 0,
            columns=image.columns if image else 0,
            matched=UNMATCHED if image else "",
        )
        self._lap("read")
        return instance

    def _look(self) -> Seen | None:
        """Return what the frames show, if there are any and they are to be looked at."""
        if not self._tools.recipe.pixel or self._nobody_looks:
            return None
        with self._read() as instance:
            if instance.image is None:
                return None
            where = where_on(instance.dataset, instance.image, twice=True)
            seen = look(instance.image, instance.stream, self._tools, where)
            if GRAPHICS in self._tools.policy.profile.options:
                seen = replace(seen, planes=look_at_planes(instance.dataset, self._tools.engines))
        self._lap("look")
        return seen

    @property
    def _nobody_looks(self) -> bool:
        """Tell whether what goes black is for templates alone to say."""
        recipe, options = self._tools.recipe, self._tools.policy.profile.options
        # Overlay planes that are to stay are looked at by nobody, too, but as if someone did.
        return recipe.pixel and recipe.engines == ("none",) and GRAPHICS not in options

    def _gather(self, instance: Instance, seen: Seen | None) -> Facts:
        """Return the facts of a plan; where nobody looks, after a glance at the frames."""
        image, tools = instance.image, self._tools
        match, rulings = match_of(instance, self._job, tools)
        self._outcome = replace(self._outcome, matched=digest_of(instance, match))
        if image is not None and self._nobody_looks:
            seen = glance(image, instance.stream, tools, match.mask)
            self._lap("look")
        return gather(instance, tools, seen, match, rulings)

    def _lap(self, stage: str) -> None:
        now = self._clock()
        self._seconds[stage] = self._seconds.get(stage, 0.0) + now - self._since
        self._since = now
