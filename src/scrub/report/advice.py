"""What a person should do about an instance, by how it ended."""

from __future__ import annotations

from scrub.model.outcome import Verdict

NEXT = {
    Verdict.HELD: "For a person to look at: scrub review. Nothing was published.",
    Verdict.REFUSED: "Not touched. Leave it out, or have it exported as another kind.",
    Verdict.FAILED: "Not read, or not written faithfully. Have it sent again.",
    Verdict.NOT_DICOM: "Nothing was copied. Leave it out.",
    Verdict.WRITTEN: "Nothing to do. Look at a sample of each machine before you share.",
}
"""What a person should do, by verdict: those that need one first."""

_DAMAGED = "The file is damaged. Have it sent again; if other software reads it well, it is a bug."
_AGAIN = "Run the same command with --retry."

_BY_REASON = {
    Verdict.HELD: (
        ("it needs --pixel", "Run the same command with --pixel."),
        ("rejected", "A person said that it is not to be published. Nothing to do."),
        ("needs --pixel", "Run the same command with --pixel."),
        (
            "no identifying text",
            "Text was still seen after three tries. scrub review: black it, or clear it.",
        ),
        (
            "no text was looked for",
            "Run with an OCR engine, or review the machine's template: scrub templates tune.",
        ),
        (
            "not verified",
            "A check did not pass that should: do not share it, and report the check as a bug.",
        ),
    ),
    Verdict.REFUSED: (
        ("patient map", f"Add the patient to the patient map. {_AGAIN}"),
        ("pip install", f"Install what the reason names. {_AGAIN}"),
        ("in a ZIP", "Unpack the ZIP, and run on the folder."),
        ("DICOMDIR", "Leave it out, and make a new one of the output."),
        ("document", "Leave it out, or take its pages out by other means."),
        ("voice", "Leave it out."),
        (
            "no codec",
            "See scrub doctor. If nothing is missing, have it sent in another Transfer Syntax.",
        ),
    ),
    Verdict.FAILED: (
        ("memory", "Run with fewer --workers and --retry."),
        ("died", "It may need more memory: run with fewer --workers and --retry."),
        ("took", "Run with a longer --limit and --retry."),
        ("cut short", _DAMAGED),
        ("truncated", _DAMAGED),
        ("ends", _DAMAGED),
        ("broken", _DAMAGED),
        ("was changed", f"Wait until nobody writes to it. {_AGAIN}"),
        ("cannot be opened", f"See that it can be read. {_AGAIN}"),
        ("unexpected", "A bug: report the kind of error. The original was not touched."),
    ),
}
"""Of the pieces of a reason, the first that is in it tells."""


def next_step(verdict: str, reason: str) -> str:
    """Return what to do about an instance; nothing about a verdict that is not known."""
    known = next((one for one in Verdict if one == verdict), None)
    if known is None:
        return ""
    fitting = (step for piece, step in _BY_REASON.get(known, ()) if piece in reason)
    return next(fitting, NEXT[known])
