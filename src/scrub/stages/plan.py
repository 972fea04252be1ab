"""Plan: every change to one instance, decided from facts. Nothing is changed here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from scrub.header.actions import header_edits
from scrub.header.identity import identity
from scrub.header.patient import patient_id, safe_target, stand_in
from scrub.header.rulebook import may_keep_private, rulebook
from scrub.header.statements import Claims, promised_codes, statements
from scrub.header.walk import snapshot
from scrub.model.header import Effect, HeaderEdit, TagPath
from scrub.model.instance import Grid
from scrub.model.mask import Mask
from scrub.model.plan import Plan
from scrub.phi.below import half_covered, next_lines
from scrub.phi.counters import as_counted
from scrub.phi.findings import judge
from scrub.phi.read_again import read_again
from scrub.phi.retained import says_only
from scrub.phi.unit_alone import units_alone
from scrub.pixels.blackout import filling
from scrub.pixels.comments.frame import may_hold_text, plain
from scrub.pixels.frames import Frames
from scrub.pixels.video.syntaxes import written_syntax
from scrub.recipe import TextMode
from scrub.stages.both_looks import united
from scrub.stages.graphics import plane_edits
from scrub.stages.masking import NO_RULINGS, excused, kept, mask_of, match_templates
from scrub.stages.rulings import parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.header.rulebook import Rulebook
    from scrub.header.walk import Snapshot
    from scrub.masks.criteria import TemplateMatch
    from scrub.model.decision import Rulings
    from scrub.model.header import Identity
    from scrub.model.instance import ImagePixel
    from scrub.model.text import Finding, TextHit
    from scrub.recipe import Recipe
    from scrub.stages.look import Seen
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

# Smallest and Largest Image Pixel Value, which black may change (PS3.3 C.7.6.3.1).
_EXTREMES = (0x00280106, 0x00280107, 0x00280108, 0x00280109)

_PHOTOMETRIC_INTERPRETATION = 0x00280004


@dataclass(frozen=True, slots=True)
class Facts:
    """What a plan is made from: `book` are the rules as they hold for this header.

    `seen` is None where pixels were not looked at. `match` has in it what the `rulings` say.
    `commented_frames` counts frames that carry comments or other data besides their image.
    """

    instance: Instance
    header: Snapshot
    book: Rulebook
    own: Identity
    match: TemplateMatch
    seen: Seen | None
    commented_frames: int = 0
    rulings: Rulings = NO_RULINGS


def gather(
    instance: Instance,
    tools: Toolbox,
    seen: Seen | None,
    match: TemplateMatch | None = None,
    rulings: Rulings = NO_RULINGS,
) -> Facts:
    """Return the facts about one instance. `match` is what templates ask for, if it is known.

    Raises:
        InstanceError: if a frame is malformed, so that it cannot be told what is image.

    """
    planes = frozenset(one.plane.group for one in seen.planes) if seen else frozenset()
    # What they say is looked for on frames, and there alone.
    header = snapshot(
        instance.dataset,
        private_apart=not tools.recipe.pixel and not may_keep_private(tools.policy),
    )
    book = rulebook(header, tools.policy, planes)
    own = identity(header, book.is_asked)
    match = match_templates(instance, tools, rulings) if match is None else match
    if seen:
        first, second = (parted(hits, rulings.cleared) for hits in (seen.hits, seen.again))
        seen = replace(seen, hits=first, again=second)
    return Facts(instance, header, book, own, match, seen, _commented_frames(instance), rulings)


def _commented_frames(instance: Instance) -> int:
    image = instance.image
    if image is None or not may_hold_text(image.transfer_syntax_uid):
        return 0
    frames = Frames(instance.stream, image)
    return sum(
        plain(frame, image) != frame for frame in (frames.frame(i) for i in range(len(frames)))
    )


def make_plan(known: Facts, tools: Toolbox) -> Plan:
    """Decide everything that will change in one instance.

    Raises:
        UnsupportedInstanceError: if its pixels are a video that cannot be written.

    """
    instance, seen, image = known.instance, known.seen, known.instance.image
    match = known.match if tools.recipe.proposals else replace(known.match, proposed=Mask())
    found = judge_seen(seen, known.own, tools) if seen else ()
    findings = excused(found, match, known.rulings)
    stay = tuple(kept(seen.hits, findings)) if seen else ()
    grid = seen.grid if seen else Grid()
    mask = mask_of(findings, stay, match, image, grid) if seen and image else Mask()
    looked = seen is not None and tools.recipe.engines != ("none",)
    clear = _clear_bits(seen, image)
    judged = header_edits(known.header, known.book, known.own)
    planes = (
        plane_edits(seen.planes, lambda hits: judge_all(hits, known.own, tools)) if seen else ()
    )
    claims = Claims(
        version=tools.version,
        profile=tools.policy.profile.name,
        options=tools.policy.profile.options,
        pixels_clean=looked,
        pixels_changed=bool(mask or clear),
        deviates=judged.deviates,
        names_patient=judged.names_patient,
    )
    policy = known.book.policy
    return Plan(
        source_sha256=instance.sha256,
        recipe_digest=_digest(tools.recipe),
        target=safe_target(known.header, policy, judged.edits),
        header=(*_header(known.header, judged.edits, claims), *planes, *_recoded(image, mask)),
        transfer_syntax_uid=(
            written_syntax(image, changed=bool(mask)) if image else instance.transfer_syntax_uid
        ),
        mask=mask,
        grid=grid,
        black=filling(image, match.fill, seen.darkest) if seen and image else (),
        clear_bits=clear,
        findings=findings,
        kept_texts=sum(len(hit.words) for hit in stay),
        templates=match.names,
        template_is_complete=match.complete,
        near_templates=match.near,
        has_pixels=image is not None,
        looked=looked,
        commented_frames=known.commented_frames,
        codes=tuple(code.value for code in promised_codes(claims)),
        names_patient=judged.names_patient,
        keeps_private=known.book.keeps_private,
        patient_hash=policy.pseudonyms.token("patient id", patient_id(known.header), 16),
        pseudonym="".join(stand_in(known.header, policy).id),
        elements=judged.elements,
        private=judged.private,
        rulings=known.rulings,
    )


@lru_cache(8)
def _digest(recipe: Recipe) -> str:
    return recipe.digest()


def _clear_bits(seen: Seen | None, image: ImagePixel | None) -> tuple[int, ...]:
    """Return the unused bits that show text, and those that the header says are an overlay.

    Overlays go (PS3.15 Table E.1-1), so one that has no other place than these bits goes with them.
    Only native pixels have such bits (PS3.5 8.1.2).
    """
    shown = seen.stray_bits if seen and seen.text_in_stray_bits else ()
    if image is None or image.is_encapsulated:
        return shown
    stored = range(image.high_bit - image.bits_stored + 1, image.high_bit + 1)
    return tuple(sorted({*shown, *image.overlay_bits} - {*stored}))


def judge_seen(seen: Seen, own: Identity, tools: Toolbox) -> tuple[Finding, ...]:
    """Return what may identify someone of what both looks saw."""
    hits = tuple(read_again(seen.hits, seen.again, tools.vocabulary))
    first, second = (judge_all(looked, own, tools) for looked in (hits, seen.again))
    return united(first, second, hits)


def judge_all(hits: Iterable[TextHit], own: Identity, tools: Toolbox) -> tuple[Finding, ...]:
    """Return what of the text may identify someone."""
    mode, counted = tools.recipe.text_mode, tuple(as_counted(hits))
    found = [
        finding
        for hit in counted
        for finding in judge(hit, own, tools.recognizers, tools.vocabulary, mode)
        if not says_only(finding, tools.policy.profile.retained_kinds, own, tools.recognizers)
    ]
    found += next_lines(counted, found)
    if mode is TextMode.UNLESS_CLINICAL:
        found += units_alone(counted)
    return (*found, *half_covered(counted, found))


def _header(
    header: Snapshot, edits: tuple[HeaderEdit, ...], claims: Claims
) -> tuple[HeaderEdit, ...]:
    changed = _stale(header) if claims.pixels_changed else ()
    return (*edits, *changed, *statements(header, claims, edits))


def _stale(header: Snapshot) -> Iterator[HeaderEdit]:
    for tag in _EXTREMES:
        if tag in header.top:
            yield HeaderEdit(TagPath((), tag), Effect.REMOVE, "pixels changed")


def _recoded(image: ImagePixel | None, mask: Mask) -> Iterator[HeaderEdit]:
    """Yield that colors are not those of the irreversible transform any more (PS3.5 8.2.4).

    2026-11: where a frame keeps its bytes, its colors are theirs, and so is what is said of all.
    """
    if image is None or image.photometric_interpretation != "YBR_ICT":
        return
    if all(map(mask.on, range(image.number_of_frames))):
        tag = TagPath((), _PHOTOMETRIC_INTERPRETATION)
        yield HeaderEdit(tag, Effect.SET, "pixels changed", "CS", ("YBR_RCT",))
