"""Survey: what one instance shows, and what templates make of it. Nothing is written.

Text is looked for and judged as it is for a plan, on whole frames: where a template blacks, too.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from scrub.errors import RunError, UnsupportedInstanceError, told
from scrub.header.identity import identity
from scrub.header.machine import told as told_by_header
from scrub.header.patient import patient_key
from scrub.header.rulebook import rulebook
from scrub.header.text import top_texts
from scrub.header.walk import snapshot
from scrub.masks.areas import without
from scrub.model.sight import Machine, SeenText, Sight
from scrub.stages.look import look as look_at
from scrub.stages.look import where_on
from scrub.stages.masking import excused, kept, match_templates
from scrub.stages.plan import judge_all
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydicom.dataset import Dataset

    from scrub.header.pseudonym import Pseudonyms
    from scrub.masks.criteria import TemplateMatch
    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel, Source
    from scrub.model.mask import Region
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

NOTHING_KNOWN = Machine("", "", "", "", 0, 0)

_MANUFACTURER, _MODEL, _SOFTWARE, _MODALITY = 0x00080070, 0x00081090, 0x00181020, 0x00080060
_STUDY = 0x0020000D
_PEOPLE = ("id\0", "person\0")
_TEMPLATE = "template "
_DIGITS = 16


def survey(source: Source, tools: Toolbox, *, look: bool) -> Sight:
    """Return what one instance shows. Whatever is wrong with it is in the sight.

    Without `look` pixels are not decoded. Rows and columns are 0 where there are none.

    Raises:
        RunError: if no other instance can be seen either.

    """
    try:
        with read(source) as instance:
            return _seen(source, instance, tools, look=look)
    except RunError:
        raise
    except Exception as problem:  # noqa: BLE001 (whatever it is, it is in the sight)
        return lost(source, told(problem)[1])


def lost(source: Source, problem: str) -> Sight:
    """Return that an instance could not be seen, and why."""
    return Sight(source, NOTHING_KNOWN, problem=problem)


def _seen(source: Source, instance: Instance, tools: Toolbox, *, look: bool) -> Sight:
    image, dataset = instance.image, instance.dataset
    pseudonyms = tools.policy.pseudonyms
    match = match_templates(instance, tools)
    texts = tuple(_texts(instance, image, match, tools)) if look and image else ()
    return Sight(
        source,
        _machine(dataset, image),
        number_of_frames=image.number_of_frames if image else 1,
        patient=_patient(dataset, pseudonyms),
        study=_study(dataset, pseudonyms),
        templates=match.names,
        near=match.near,
        masked=_masked(match, texts),
        looked=look and image is not None,
        texts=texts,
    )


def _machine(dataset: Dataset, image: ImagePixel | None) -> Machine:
    asked = (_MANUFACTURER, _MODEL, _SOFTWARE, _MODALITY)
    # As templates are shown values: see scrub.masks.attributes.
    manufacturer, model, software, modality = map("\\".join, told_by_header(dataset, asked))
    rows, columns = (image.rows, image.columns) if image else (0, 0)
    return Machine(manufacturer, model, software, modality, rows, columns)


def _patient(dataset: Dataset, pseudonyms: Pseudonyms) -> str:
    """Return what tells the patient from others, or nothing if the header does not."""
    with suppress(UnsupportedInstanceError):
        key = patient_key(dataset)
        if key.startswith(_PEOPLE):
            return pseudonyms.token("patient of a sight", key, _DIGITS)
    return ""


def _study(dataset: Dataset, pseudonyms: Pseudonyms) -> str:
    said = "".join(top_texts(dataset, _STUDY)[:1])
    return pseudonyms.token("study of a sight", said, _DIGITS) if said else ""


def _masked(match: TemplateMatch, texts: Iterable[SeenText]) -> tuple[tuple[str, Rect], ...]:
    """Return what templates black, by template.

    2026-11: a sight has no frames for it. So a rectangle for some frames is left out where text
    that would go is in it on others: a hole that is none is found out by looking, the other way
    round it is not.
    """
    regions = match.mask.regions
    masks = [(region.rect, region.frames) for region in regions]
    left = [text for text in texts if text.kind and without([(text.rect, text.frames)], masks)]
    return tuple(
        sorted(
            {
                (region.reason.removeprefix(_TEMPLATE), region.rect)
                for region in regions
                if not any(_shows_elsewhere(text, region) for text in left)
            }
        )
    )


def _shows_elsewhere(text: SeenText, region: Region) -> bool:
    """Tell whether a text is in a region's place on frames that are not the region's."""
    spans = region.frames.first <= text.frames.first and text.frames.stop <= region.frames.stop
    return not spans and text.rect.intersect(region.rect) is not None


def _texts(
    instance: Instance, image: ImagePixel, match: TemplateMatch, tools: Toolbox
) -> Iterator[SeenText]:
    hits = look_at(image, instance.stream, tools, where_on(instance.dataset, image)).hits
    header = snapshot(instance.dataset)
    own = identity(header, rulebook(header, tools.policy).is_asked)
    findings = excused(judge_all(hits, own, tools), match)
    for finding in findings:
        yield SeenText(finding.rect, finding.frames, str(finding.kind))
    for hit in kept(hits, findings):
        for word in hit.words:
            yield SeenText(word.rect, hit.frames)
