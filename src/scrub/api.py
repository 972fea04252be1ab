"""What Python code may use: the same as the command, without its report and its ledger.

Whatever these functions take can be had from `scrub` itself. The examples run in a folder with
an instance, `ct.dcm`, and a key that `make_key("key")` made:

>>> import scrub
>>> outcome = scrub.scrub_one("ct.dcm", "out", key="key")
>>> str(outcome.verdict), outcome.reason
('written', 'header scrubbed; pixels not looked at')

Errors are those of `scrub.errors`: a RunError means that nothing can be done, an InstanceError
that this instance cannot be. No message quotes patient data; what functions return may hold it.
While one of them runs, Python's warnings and logging are off in the whole process, since what
libraries say may quote it too.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrub.batch.called import task_for, tools_for
from scrub.batch.discover import discover
from scrub.batch.executors.inline import Inline
from scrub.batch.executors.processes import Processes
from scrub.batch.silence import silence
from scrub.errors import InputError, UsageError
from scrub.header.key import make_key as new_key
from scrub.header.site.file import load_site_recipe
from scrub.header.tags.changes import asked_for
from scrub.header.tags.rows import chosen
from scrub.model.header import Effect
from scrub.model.instance import Job, Source
from scrub.model.outcome import Outcome, Verdict
from scrub.model.place import is_url
from scrub.recipe import Recipe, Strategy
from scrub.seams import Lost
from scrub.stages.retag import Manner, retag
from scrub.stages.scrub import plan_of
from scrub.stages.tagged import tags_of
from scrub.storage.inputs import state_of
from scrub.storage.urls import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scrub.header.tags.changes import Value
    from scrub.header.tags.rows import TagRow
    from scrub.model.plan import Plan

Place = str | Path
"""A path; as a string, also a URL (s3://, gs://, az://, …) where it is said."""

REMOVE, EMPTY = Effect.REMOVE, Effect.EMPTY
"""What `set_tags` takes instead of a value."""


def make_key(path: Place) -> None:
    """Make a new key of pseudonyms, which its owner alone can read. Nothing else makes one.

    Keep it as you keep the originals: with it pseudonyms can be told from each other's patients,
    and without it no later run gives the same.

    >>> make_key("another-key")

    Raises:
        OutputError: if the file is there already, or cannot be made.

    """
    new_key(Path(path))


def read_recipe(path: Place, recipe: Recipe | None = None) -> Recipe:
    """Return a recipe with what a site's own recipe file says (TOML or YAML).

    What the file does not say is as in the recipe given.

    Raises:
        RecipeError: if it is wrong: file and line.

    """
    site, base = load_site_recipe(Path(path)), recipe or Recipe()
    age_cap = f"{site.age_cap.removesuffix('Y')}Y" if site.age_cap else base.age_cap
    return replace(
        base,
        profile=site.profile or base.profile,
        options=tuple(sorted({*base.options, *(site.options or ())})),
        strategy=Strategy(site.strategy) if site.strategy else base.strategy,
        prefix=site.prefix or base.prefix,
        age_cap=age_cap,
        preserve_studies=(
            base.preserve_studies if site.preserve_studies is None else site.preserve_studies
        ),
        site_rules=(*base.site_rules, *site.rules),
    )


def scrub_one(
    source: Place | Source, output: Place, *, recipe: Recipe | None = None, key: Place
) -> Outcome:
    """Scrub one instance into a folder, as `scrub SOURCE OUTPUT` does; return how it ended.

    It is written to `OUTPUT/study/series/instance.dcm`, named by new UIDs, only if its verdict is
    WRITTEN. What is wrong with the instance is in the outcome, not raised. Of the same key come
    the same pseudonyms. What an earlier call wrote of the same instance is left if it is the
    same; else the verdict is HELD.

    >>> dates = Recipe(options=("retain-full-dates",))
    >>> scrub_one("ct.dcm", "dates", recipe=dates, key="key").plan.codes
    ('113100', '113106')

    Raises:
        RecipeError: if the recipe or the key is wrong.
        InputError: if there is no such file.
        OutputError: if nothing can be written there.

    """
    one = _file(source)
    with task_for(recipe or Recipe(), key, output) as job:
        return job.scrub(Job(one))


def scrub_many(
    sources: Iterable[Place],
    output: Place,
    *,
    recipe: Recipe | None = None,
    key: Place,
    workers: int = 0,
) -> Generator[Outcome]:
    """Scrub files, folders and ZIPs into one folder; yield each instance's outcome as it comes.

    First comes what is left out, such as files that are no DICOM. Without workers, all is done in
    this process; with them, outcomes come in any order, and the module that calls this must do so
    under `if __name__ == "__main__"`, as multiprocessing asks. Nothing remembers what was done:
    for that, and for a report, there is the command.

    >>> [str(outcome.verdict) for outcome in scrub_many(["ct.dcm"], "many", key="key")]
    ['written']

    Raises:
        RecipeError: if the recipe or the key is wrong.
        InputError: if there is no such file, or no DICOM in any.
        UsageError: if it would write into what it reads.
        OutputError: if nothing can be written there.

    """
    jobs: list[Job] = []
    for item in discover([str(source) for source in sources], str(output)):
        if isinstance(item, Outcome):
            yield item
        else:
            jobs.append(Job(item))
    executor = Processes(workers, time.monotonic, lambda _: None) if workers else Inline()
    with task_for(recipe or Recipe(), key, output) as task:
        results = executor.run(task.scrub, jobs)
        try:
            for job, result in results:
                if isinstance(result, Lost):
                    yield Outcome(job.source, Verdict.FAILED, str(result))
                else:
                    yield result
        finally:
            # Else its workers would live until it is collected.
            if isinstance(results, Generator):
                results.close()


def plan_one(source: Place | Source, *, recipe: Recipe | None = None, key: Place) -> Plan:
    """Return all that scrubbing one instance would change. Nothing is written.

    >>> plan = plan_one("ct.dcm", key="key")
    >>> plan.pseudonym[:5], plan.has_pixels, plan.looked
    ('ANON_', True, False)

    Raises:
        RecipeError: if the recipe or the key is wrong.
        InputError: if there is no such file.
        InstanceError: if the instance cannot be scrubbed.

    """
    one = _file(source)
    with silence():
        return plan_of(Job(one), tools_for(recipe or Recipe(), key))


def list_tags(
    source: Place | Source, *, private: bool = False, phi: bool = False, match: str = ""
) -> tuple[TagRow, ...]:
    """Return every element, as `scrub tags list` shows them: File Meta Information and all.

    An item's elements follow their sequence. `private` leaves private elements, `phi` those that
    the Basic Profile would touch, `match` those with a text in their path, keyword or tag.

    >>> for row in list_tags("ct.dcm", match="patientname"):
    ...     print(row.tag, row.vr, row.path, row.value, row.rule)
    (0010,0010) PN PatientName Doe^Jane Z

    Raises:
        InputError: if there is no such file.
        InstanceError: if it cannot be read.

    """
    one = _file(source)
    with silence():
        return tuple(chosen(tags_of(one), private=private, phi=phi, match=match))


def set_tags(
    source: Place,
    output: Place | None,
    values: Mapping[str, Value | Effect],
    *,
    add: bool = False,
) -> None:
    """Write a file with some elements changed, as `scrub tags set` does, in the order given.

    Elements are named as in `scrub.header.tags.names`; EMPTY and REMOVE stand in place of a value.
    Each value is checked against its VR, multiplicity and character set. Pixels and all other
    elements keep their bytes. The output is a new file; None replaces the source itself.

    >>> set_tags("ct.dcm", "named.dcm", {"PatientName": "ROE^RICHARD", "PatientBirthDate": EMPTY})
    >>> [row.value for row in list_tags("named.dcm", match="Patient")]
    ['ROE^RICHARD', 'MRN-90210', '']
    >>> set_tags("ct.dcm", "wrong.dcm", {"PatientBirthDate": "20230231"})
    Traceback (most recent call last):
    ...
    scrub.errors.UsageError: PatientBirthDate: DA takes a date as YYYYMMDD, and there is no such one

    Raises:
        UsageError: if a name or a value is wrong, or an element is not there: `add` adds it.
        InputError: if there is no such file.
        OutputError: if the output is there already, or cannot be written.
        InstanceError: if the source cannot be read, or not be written faithfully.

    """
    if any(isinstance(place, str) and is_url(plain(place)) for place in (source, output)):
        raise UsageError("elements are set only in files of this machine")
    one = _file(source)
    changes = tuple(asked_for(name, value) for name, value in values.items())
    target = Path(one.file if output is None else output)
    with silence():
        retag(one, target, changes, Manner(add=add, in_place=output is None))


def _file(source: Place | Source) -> Source:
    one = source if isinstance(source, Source) else Source(plain(str(source)))
    there = state_of(one)[0] >= 0 if is_url(one.root) else Path(one.file).is_file()
    if not there:
        raise InputError("there is no such file")
    return one
