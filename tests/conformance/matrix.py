"""One row for each file: what was made of it, and what every decoder at hand says of that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pydicom.uid import UID

from conformance.blacked import blacked, tools_at
from conformance.by_hand import native_frames
from conformance.comments import without_comments
from conformance.dcmtk import dcmtk, serves
from conformance.decoders import DECODERS, Seen
from conformance.gdcm_child import gdcm_frames, gdcm_is_here
from conformance.judging import judgments
from conformance.opened import opened
from scrub.model.outcome import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from conformance.blacked import Blacked
    from conformance.judging import Asked, Judgment
    from conformance.opened import Opened

NAMES = {
    "1.2.840.10008.1.2.1.99": "Deflated Explicit VR Little Endian",
    "1.2.840.10008.1.2.8.1": "Deflated Image Frame Compression",
    "1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
    "1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
    "1.2.840.10008.1.2.4.112": "JPEG XL",
}


@dataclass(frozen=True)
class Row:
    """What is claimed of one file. `faults` says in words what of it does not hold."""

    name: str
    syntax: str
    photometric: str
    bits: str
    planar: str
    frames: int
    done: Blacked
    judgments: tuple[Judgment, ...] = ()
    ratio: float = 1.0
    faults: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What it is one of: syntax, photometric, bits, planar configuration, one frame or many."""
        many = "several" if self.frames > 1 else "1"
        return self.syntax, self.photometric, self.bits, self.planar, many


@dataclass(frozen=True)
class _Pair:
    name: str
    done: Blacked
    before: Opened
    after: Opened


def rows(files: Iterable[tuple[str, Path]], folder: Path) -> Iterator[Row]:
    """Black places of each file, named as told, and ask the decoders; drafts go into the folder."""
    tools = tools_at(folder)
    pairs = []
    for number, (name, path) in enumerate(files):
        done = blacked(path, folder / f"{number}.draft", tools)
        if done.plan is None:
            yield Row(name, "", "", "", "", 0, done)
        else:
            pair = _opened(name, path, done)
            if pair:
                pairs.append(pair)
            else:
                yield Row(name, "", "", "", "", 0, replace(done, reason="pydicom reads no pixels"))
    by_gdcm = _gdcm(pairs, folder)
    for pair in pairs:
        yield _row(pair, [*_asked(pair, folder), *by_gdcm])


def _opened(name: str, path: Path, done: Blacked) -> _Pair | None:
    """Open both, if pydicom finds pixels in the source."""
    try:
        source = opened(path)
    except (KeyError, ValueError):
        return None
    return _Pair(name, done, source, opened(done.draft))


def _asked(pair: _Pair, folder: Path) -> Iterator[Asked]:
    """Yield the decoders that serve a file; the first has its libraries in common with scrub."""
    for decoder in DECODERS:
        if pair.before.kind in decoder.kinds and decoder.is_here:
            yield decoder.name, decoder.library, decoder.read
    if serves(pair.before.kind):
        yield "dcmtk", "dcmtk", dcmtk(folder)


def _gdcm(pairs: Sequence[_Pair], folder: Path) -> list[Asked]:
    if not gdcm_is_here():
        return []
    found = gdcm_frames([file.path for p in pairs for file in (p.before, p.after)], folder)

    def read(source: Opened) -> Seen:
        seen = found[source.path]
        if isinstance(seen, str):
            raise ValueError(seen)  # noqa: TRY004 (it is what a decoder does that cannot read)
        return Seen(tuple(seen[0]), seen[1])

    return [("gdcm", "GDCM", read)]


def _row(pair: _Pair, asked: Sequence[Asked]) -> Row:
    before, after = pair.before, pair.after
    found = judgments(asked, pair.done, (before, after))
    dataset = before.dataset
    sign = "signed" if dataset.PixelRepresentation else "unsigned"
    return Row(
        name=pair.name,
        syntax=NAMES.get(before.syntax, UID(before.syntax).name),
        photometric=before.photometric,
        bits=f"{dataset.BitsStored} of {dataset.BitsAllocated} {sign}",
        planar=str(dataset.get("PlanarConfiguration", "")) if dataset.SamplesPerPixel > 1 else "",
        frames=before.frames,
        done=pair.done,
        judgments=tuple(found),
        ratio=len(after.dataset.PixelData) / len(dataset.PixelData),
        faults=(*_faults(pair), *(f"{j.decoder}: {j.faults}" for j in found if j.faults)),
    )


def _faults(pair: _Pair) -> Iterator[str]:
    """Yield what is wrong that needs no decoder to see."""
    if pair.done.verdict is not Verdict.WRITTEN:
        yield pair.done.reason
    if pair.before.syntax != pair.after.syntax:
        yield "another Transfer Syntax"
    assert pair.done.plan
    was, now = _stored(pair.before), _stored(pair.after)
    for index in range(pair.before.frames):
        if not pair.done.plan.mask.on(index) and was[index] != now[index]:
            yield f"frame {index} was not to be touched"


def _stored(source: Opened) -> tuple[bytes, ...]:
    """Return what is stored for each frame, without padding, and comments that may be text."""
    if source.encoded:
        return tuple(without_comments(frame.rstrip(b"\0")) for frame in source.encoded)
    return tuple(frame.tobytes() for frame in native_frames(source))
