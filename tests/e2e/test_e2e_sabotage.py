"""Break one stage at a time: nothing may be published, and nothing said that names anyone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scrub.header.actions import Judged
from scrub.header.key import make_key
from scrub.model.instance import Draft, Job, Source
from scrub.model.mask import Mask
from scrub.model.outcome import Verdict
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.codecs.native import NativeCodec
from scrub.recipe import Recipe
from scrub.stages.apply import apply
from scrub.stages.scrub import scrub
from scrub.stages.write import Places
from scrub.toolbox import assemble

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.model.outcome import Outcome
    from scrub.model.plan import Plan
    from scrub.stages.read import Instance
    from scrub.toolbox import Toolbox

NAMES = ("QUILLFEATHER", "MARIGOLD", "Thistlewood")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key"
    make_key(path)
    return path


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "out").mkdir()
    (tmp_path / "work").mkdir()
    return Places(str(tmp_path / "out"), str(tmp_path / "work"))


@pytest.fixture
def run(key: Path, sample: Path, places: Places) -> Callable[[str], Outcome]:
    def once(file: str) -> Outcome:
        tools = assemble(Recipe(pixel=True), str(key))
        return scrub(Job(Source(str(sample / file))), tools, places)

    return once


def published(places: Places) -> list[Path]:
    everything = [*Path(places.output).rglob("*"), *Path(places.work).rglob("*")]
    return [path for path in everything if path.is_file()]


def assert_nothing_came_of(outcome: Outcome, places: Places, *verdicts: Verdict) -> None:
    assert outcome.verdict in verdicts
    assert not published(places)
    said = f"{outcome!r}"
    assert not [name for name in NAMES if name.casefold() in said.casefold()]


def test_unbroken_it_publishes(run: Callable[[str], Outcome], places: Places) -> None:
    assert run("us-single.dcm").verdict is Verdict.WRITTEN
    assert len(published(places)) == 1


@pytest.mark.parametrize(
    ("codec", "file"), [(NativeCodec, "us-single.dcm"), (JpegBlocksCodec, "us-cine.dcm")]
)
def test_a_blackout_that_does_nothing_publishes_nothing(
    codec: type,
    file: str,
    run: Callable[[str], Outcome],
    places: Places,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(codec, "blackout", lambda _, frame, *__: frame)
    assert_nothing_came_of(run(file), places, Verdict.HELD)


def test_a_blackout_on_the_wrong_frame_publishes_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Mask.on
    monkeypatch.setattr(Mask, "on", lambda mask, index: right(mask, index + 1))
    assert_nothing_came_of(run("us-cine.dcm"), places, Verdict.HELD)


def test_a_blackout_that_changes_its_neighbors_publishes_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = NativeCodec.blackout
    monkeypatch.setattr(
        NativeCodec,
        "blackout",
        lambda codec, frame, *rest: (
            (changed := right(codec, frame, *rest))[:-1] + bytes([changed[-1] ^ 1])
        ),
    )
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.HELD)


def test_header_edits_that_are_skipped_publish_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrub.stages.apply.edit", lambda *_: None)
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.HELD, Verdict.FAILED)


def test_only_the_claims_without_the_edits_publish_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scrub.stages.plan.header_edits", lambda *_: Judged((), 0))
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.HELD)


def test_a_library_that_raises_and_quotes_the_name_publishes_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def quote(*_: object) -> None:
        raise KeyError("QUILLFEATHER^MARIGOLD")

    monkeypatch.setattr("scrub.stages.encoded.write_data_element", quote)
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.FAILED)
    monkeypatch.setattr("scrub.stages.scrub.look", quote)
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.FAILED)


def test_a_draft_that_is_cut_short_publishes_nothing(
    run: Callable[[str], Outcome], places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(instance: Instance, plan: Plan, path: Path, tools: Toolbox) -> Draft:
        draft = apply(instance, plan, path, tools)
        path.write_bytes(path.read_bytes()[:-5000])
        return draft

    monkeypatch.setattr("scrub.stages.scrub.apply", cut)
    assert_nothing_came_of(run("us-single.dcm"), places, Verdict.HELD, Verdict.FAILED)
