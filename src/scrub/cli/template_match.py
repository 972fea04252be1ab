"""`scrub templates match`: which templates fit files, which nearly, and what would go black."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

from scrub.batch.discover import discover
from scrub.cli.summary import exit_code
from scrub.cli.tag_files import left_out, printable, shown_file, tell
from scrub.cli.template_files import add_folders, library
from scrub.cli.template_words import MAKER, MODEL, WIDTH, clipped, in_words, place, size
from scrub.errors import ExitCode, InstanceError
from scrub.header.machine import machine
from scrub.masks.areas import frame_of
from scrub.masks.attributes import facts, shown
from scrub.masks.compatible import by_attribute
from scrub.masks.criteria import fits, holds, mask_for
from scrub.model.instance import Source
from scrub.model.mask import Condition
from scrub.stages.read import read

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from scrub.masks.areas import Frame
    from scrub.masks.attributes import Facts
    from scrub.masks.criteria import TemplateMatch
    from scrub.model.instance import ImagePixel
    from scrub.model.mask import Mask, MaskTemplate
    from scrub.model.outcome import Outcome, Verdict
    from scrub.stages.read import Instance

EPILOG = """\
exit codes: 0 every file with pixels has a template; 10 some have none; 11 some cannot be read.
"""


def add_arguments(made: argparse.ArgumentParser) -> None:
    """Add this subcommand's arguments."""
    made.epilog = EPILOG
    made.add_argument("files", metavar="FILE", nargs="+", help="files, folders, ZIPs")
    add_folders(made)
    made.add_argument(
        "--explain", action="store_true", help="what fails in each template of that maker or model"
    )
    made.add_argument("-v", "--verbose", action="store_true", help="name each file by its path")


def run(options: argparse.Namespace) -> int:
    """Tell of each file, and return the exit code.

    Raises:
        RunError: if there is no file, or a template is wrong.

    """
    templates = library(options.templates).templates
    found = list(discover(options.files, os.devnull))
    verdicts: Counter[Verdict] = Counter()
    fitting: Counter[bool] = Counter()
    for number, item in enumerate(found, 1):
        name = printable(shown_file(item)) if options.verbose else f"file {number} of {len(found)}"
        try:
            with read(_readable(item)) as instance:
                line = f"{name}: {_described(instance)}"
                print(line if options.verbose else clipped(line, WIDTH))
                if instance.image:
                    fitting[_matched(instance, instance.image, templates, options)] += 1
        except InstanceError as problem:
            tell(number, len(found), str(problem))
            verdicts[problem.verdict] += 1
    print(f"{fitting[False]} of {fitting.total()} files with pixels have no template.")
    worst = exit_code(verdicts)
    return max(worst, ExitCode.HELD) if fitting[False] else worst


def _readable(item: Source | Outcome) -> Source:
    """Return what can be read.

    Raises:
        InstanceError: if it cannot.

    """
    if isinstance(item, Source):
        return item
    raise left_out(item)


def _described(instance: Instance) -> str:
    image = instance.image
    frame = size(image.rows, image.columns) if image else "no pixels"
    modality, equipment = machine(instance.dataset)
    return printable(", ".join(filter(None, (modality, equipment, frame))))


def _matched(
    instance: Instance,
    image: ImagePixel,
    templates: Sequence[MaskTemplate],
    options: argparse.Namespace,
) -> bool:
    """Show which templates fit, and tell whether one does."""
    header = facts(instance.dataset)
    frame = frame_of(instance.dataset, image.rows, image.columns, image.number_of_frames)
    match = mask_for(templates, header, frame)
    for line in (*_result(match, templates, frame), *_reasons(options, templates, header, frame)):
        print(clipped(printable(f"  {line}"), WIDTH))
    return bool(match.names)


def _result(match: TemplateMatch, templates: Sequence[MaskTemplate], frame: Frame) -> Iterator[str]:
    by_name = {template.name: template for template in templates}
    for name in match.names:
        yield f"fits: {name}"
    for name in match.near:
        yield f"nearly: {name}: {_off(by_name[name], frame)}"
    yield from _black("black", match.mask, frame)
    yield from _black("black where text that identifies is in it", match.proposed, frame)
    for rect, _ in match.keep:
        yield f"kept: {place(rect)}"
    if match.names:
        yield f"complete: {'yes' if match.complete else 'no, text may be elsewhere'}"
    else:
        yield "no template fits"


def _off(template: MaskTemplate, frame: Frame) -> str:
    """Return what is not as a template asks, where all else is."""
    wanted = (template.rows or frame.rows, template.columns or frame.columns)
    if wanted == (frame.rows, frame.columns):
        return "no ultrasound regions"
    template_size = size(template.rows, template.columns)
    return f"size {size(frame.rows, frame.columns)}, template {template_size}"


def _black(name: str, mask: Mask, frame: Frame) -> Iterator[str]:
    """Yield each place that lies in no other, with its frames where they are not all."""
    seen = sorted({(region.rect, region.frames) for region in mask.regions})
    for rect, on in seen:
        if any(other.covers(rect) and as_long == on and other != rect for other, as_long in seen):
            continue
        is_all = on.first == 0 and on.stop == frame.number_of_frames
        when = "" if is_all else f", frames {on.first + 1} to {on.stop}"
        yield f"{name}: {place(rect)}{when}"


def _reasons(
    options: argparse.Namespace,
    templates: Sequence[MaskTemplate],
    header: Facts,
    frame: Frame,
) -> Iterator[str]:
    """Yield what fails first in each template for that maker's machines."""
    if not options.explain:
        return
    for template in templates:
        if _is_about(template, header):
            failed = next((test for test in template.when if not holds(test, header)), None)
            if failed is not None:
                yield f"not {template.name}: {in_words(failed, failed=True)}"
            elif not fits(template, header, frame):
                yield f"not {template.name}: {_off(template, frame)}"


def _is_about(template: MaskTemplate, header: Facts) -> bool:
    """Tell whether a template names this maker, or, if it names none, this model."""
    conditions = [one for one in template.when if isinstance(one, Condition) and not one.negated]
    by_name = {shown(key[0]): some for key, some in by_attribute(conditions).items()}
    naming = by_name.get(MAKER) or by_name.get(MODEL) or ()
    return bool(naming) and all(holds(one, header) for one in naming)
