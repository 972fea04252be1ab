"""A glance tells a plan just what a look by nobody would, and decodes next to nothing for it."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest

from doubles.instances import tools_with
from doubles.made_instances import (
    EXPLICIT,
    Pixels,
    described,
    drawn,
    encapsulated,
    native_octets,
    natively,
    written,
)
from doubles.rare_instances import MADE
from scrub.errors import CodecError
from scrub.model.geometry import Rect
from scrub.model.instance import Source
from scrub.model.mask import FrameRange, Mask, Region
from scrub.ocr.null import NullEngine
from scrub.pixels.codecs.native import NativeCodec
from scrub.stages.glance import glance
from scrub.stages.look import look
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples
    from scrub.toolbox import Toolbox

KINDS = {
    "gray": Pixels(),
    "12 bits, signed": Pixels(allocated=16, stored_or_all=12, signed=1),
    "inverse, signed": Pixels("MONOCHROME1", allocated=16, stored_or_all=12, signed=1),
    "color": Pixels("RGB"),
    "planes": Pixels("RGB", planar=1, frames=2),
}
JPEG = "1.2.840.10008.1.2.4.50"
FIRST = Mask((Region(Rect(0, 0, 8, 8), FrameRange(0, 1), "template"),))


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Toolbox:
    tools = tools_with(tmp_path_factory.mktemp("key") / "key", NullEngine())
    return replace(tools, recipe=replace(tools.recipe, engines=("none",)))


def made(name: str, folder: Path) -> Source:
    if name in MADE:
        one = MADE[name]()
        return Source(str(written(one.dataset, folder / "a.dcm", one.syntax)))
    pixels = KINDS[name]
    octets = native_octets(drawn(pixels), pixels, EXPLICIT, "OW")
    return Source(str(written(natively(described(pixels), octets), folder / "a.dcm", EXPLICIT)))


@pytest.mark.parametrize("mask", [Mask(), FIRST])
@pytest.mark.parametrize("name", [*KINDS, *MADE])
def test_the_plan_is_that_of_a_look_in_which_nobody_saw_anything(
    name: str, mask: Mask, tools: Toolbox, tmp_path: Path
) -> None:
    with read(made(name, tmp_path)) as instance:
        assert instance.image
        looked = look(instance.image, instance.stream, tools)
        glanced = glance(instance.image, instance.stream, tools, mask)
        assert glanced.grid == looked.grid
        plans = [make_plan(gather(instance, tools, seen), tools) for seen in (looked, glanced)]
    assert plans[0] == plans[1]
    assert plans[0].black


class CountingCodec(NativeCodec):
    """Counts what it decodes."""

    decoded = 0

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        self.decoded += 1
        return super().decode(frame, image)


@pytest.mark.parametrize(("name", "times"), [("gray", 0), ("planes", 0), ("12 bits, signed", 1)])
def test_native_frames_are_decoded_only_to_find_the_darkest(
    name: str, times: int, tools: Toolbox, tmp_path: Path
) -> None:
    codec = CountingCodec()
    with read(made(name, tmp_path)) as instance:
        assert instance.image
        glance(instance.image, instance.stream, replace(tools, codecs=(codec,)), Mask())
    assert codec.decoded == times


@pytest.mark.parametrize(("stop", "is_found"), [(1, True), (2, False)])
def test_a_broken_frame_that_no_template_blacks_is_not_passed_over(
    stop: int, *, is_found: bool, tools: Toolbox, tmp_path: Path
) -> None:
    pixels = Pixels(rows=48, columns=64, frames=2)
    shades = np.add.outer(np.arange(48), np.arange(64)).astype(np.uint8)
    whole, broken = (bytes(imagecodecs.jpeg8_encode(one)) for one in (shades, shades[:40]))
    path = written(encapsulated(described(pixels), [whole, broken]), tmp_path / "a.dcm", JPEG)
    mask = Mask((Region(Rect(0, 0, 8, 8), FrameRange(0, stop), "template"),))
    with read(Source(str(path))) as instance:
        assert instance.image
        # What a template blacks is told from broken when it goes black.
        with pytest.raises(CodecError) if is_found else nullcontext():
            glance(instance.image, instance.stream, tools, mask)
