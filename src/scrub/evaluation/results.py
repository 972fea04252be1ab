"""What was counted, as data for programs and as a table for terminals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.evaluation.tally import Missed, Rate, Row, Speed, Tally
    from scrub.evaluation.truth import Case

SCHEMA = 1
"""Counts up when a key changes its meaning or goes."""

Result = dict[str, Any]


def as_data(tally: Tally, speeds: Sequence[Speed], *, reveal: bool) -> Result:
    """Return all figures. What a missed text says, and in which file, is there only if asked.

    `rows` are by group and bucket; a rate is {hits, trials, share, low, high}, the last two the
    ends of its interval of 95 % confidence.
    """
    return {
        "schema": SCHEMA,
        "files": tally.files,
        "published": tally.published,
        "pixels": tally.pixels,
        "pixels_outside": tally.outside,
        "pixels_changed_outside": tally.changed_outside,
        "files_unchanged_outside": tally.clean_files,
        "leaked": _rate(tally.overall().leaked),
        "kept": _rate(tally.overall().kept),
        "reasons_right": _rate(tally.all_reasons()),
        "speeds": [
            {
                "family": speed.family,
                "megapixels": round(speed.megapixels, 3),
                "seconds": round(speed.seconds, 3),
                "seconds_a_megapixel": round(speed.a_megapixel, 4),
                "cpu": speed.cpu,
            }
            for speed in speeds
        ],
        "rows": [
            {
                "group": row.group,
                "bucket": row.bucket,
                "leaked": _rate(row.leaked),
                "kept": _rate(row.kept),
            }
            for row in tally.table()
        ],
        "reasons": [
            {"kind": kind, **_rate(rate), "judged": {str(one): n for one, n in counts.items()}}
            for kind, rate, counts in tally.precision()
        ],
        "problems": [
            {**_case(case, reveal=reveal), "problem": problem} for case, problem in tally.problems
        ],
        "missed": [missed_data(one, reveal=reveal) for one in tally.missed],
    }


def missed_data(missed: Missed, *, reveal: bool) -> Result:
    """Return where a missed text is and what it is like; what it says only if asked."""
    text, traits = missed.scored.text, missed.scored.text.traits
    return {
        **_case(missed.case, reveal=reveal),
        "wrong": "leaked" if text.phi else "lost",
        "kind": text.kind,
        **({"text": text.words.reveal()} if reveal else {"length": len(text.words)}),
        "x": text.rect.left,
        "y": text.rect.top,
        "width": text.rect.width,
        "height": text.rect.height,
        "first_frame": text.frames.first + 1 if text.frames else 1,
        "legible": round(missed.scored.legible, 3),
        "capital_height": traits.height,
        "contrast": traits.contrast,
        "script": traits.script,
        "language": traits.language,
        "angle": traits.angle,
        "looks": [flag for flag, holds in traits.flags if holds],
    }


def as_text(tally: Tally, speeds: Sequence[Speed]) -> str:
    """Return a table for terminals."""
    head = f"{'':16} {'':22} {'leaked':>34}   {'kept':>34}"
    lines = [head, *(_line(row) for row in tally.table()), ""]
    lines += [f"reasons right: {_shown(tally.all_reasons())}"]
    lines += [f"  {kind:14} {_shown(rate)}" for kind, rate, _ in tally.precision()]
    lines += [_speed_line(speed) for speed in speeds]
    lines += _closing(tally)
    return "\n".join(lines)


def missed_lines(missed: Iterable[Missed], *, reveal: bool) -> Iterator[str]:
    """Yield a line for each missed text."""
    for one in missed:
        data = missed_data(one, reveal=reveal)
        said = f"{data['text']!r}" if reveal else f"‹{data['length']} hidden›"
        place = f"{data['x']},{data['y']} {data['width']}×{data['height']}"
        looks = " ".join((f"{data['capital_height']:.0f}px", *data["looks"]))
        contrast = "" if data["contrast"] is None else f" contrast {data['contrast']:.2f}"
        where = f"{data.get('file', data['case'])} {place}"
        yield f"{data['wrong']} {data['kind']} {said} {where} {looks}{contrast}"


def _case(case: Case, *, reveal: bool) -> Result:
    named = {"file": Path(case.file).name} if reveal else {}
    return {"case": case.number, **named, "family": case.family}


def _closing(tally: Tally) -> Iterator[str]:
    yield (
        f"pixels changed away from text: {tally.changed_outside} of {tally.outside}; "
        f"{tally.clean_files} of {tally.published} published files have none"
    )
    yield f"{tally.published} of {tally.files} files published"
    yield from (f"case {case.number}: {problem}" for case, problem in tally.problems)
    overall = tally.overall()
    yield f"leak rate {_shown(overall.leaked)}"
    yield f"technical text kept {_shown(overall.kept)}"


def _line(row: Row) -> str:
    return f"{row.group:16} {row.bucket:22} {_shown(row.leaked):>34}   {_shown(row.kept):>34}"


def _shown(rate: Rate) -> str:
    if not rate.trials:
        return "–"
    low, high = rate.bounds
    return f"{rate.hits}/{rate.trials} = {rate.share:.4f} [{low:.4f}–{high:.4f}]"


def _speed_line(speed: Speed) -> str:
    clock = "CPU-seconds" if speed.cpu else "seconds"
    size = f"{speed.seconds:.1f} s, {speed.megapixels:.1f} MP"
    return f"{clock} a megapixel, {speed.family}: {speed.a_megapixel:.2f} ({size})"


def _rate(rate: Rate) -> Result:
    low, high = rate.bounds
    return {
        "hits": rate.hits,
        "trials": rate.trials,
        "share": round(rate.share, 6),
        "low": round(low, 6),
        "high": round(high, 6),
    }
