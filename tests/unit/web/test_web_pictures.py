from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from doubles.instances import dataset_of, saved
from scrub.errors import InstanceError
from scrub.web.pictures import Pictures, Viewer

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.instance import Source

DEEP = np.arange(0, 4096, 16, dtype=np.uint16).reshape(16, 16)


def deep(path: Path, **more: Any) -> Source:  # noqa: ANN401 (pydicom's values)
    made = dataset_of(DEEP.astype(np.uint8), **more)
    made.BitsAllocated, made.BitsStored, made.HighBit = 16, 12, 11
    made.PixelData = DEEP.tobytes()
    return saved(made, path)


def color(path: Path) -> tuple[Source, Any]:
    samples = np.random.default_rng(1).integers(0, 256, (16, 16, 3), np.uint8)
    made = dataset_of(samples[..., 0])
    made.SamplesPerPixel, made.PhotometricInterpretation = 3, "RGB"
    made.PlanarConfiguration = 0
    made.PixelData = samples.tobytes()
    return saved(made, path), samples


def test_a_window_shows_its_values_from_dark_to_bright(tmp_path: Path) -> None:
    with Pictures(deep(tmp_path / "x.dcm")) as pictures:
        shown = pictures.windowed(0, (1000.0, 400.0))[..., 0].astype(float)
    expected = np.clip((DEEP.astype(float) - 800) * 255 / 400, 0, 255)
    assert np.abs(shown - expected).max() <= 1


def test_the_range_is_what_is_shown_without_a_window(tmp_path: Path) -> None:
    with Pictures(deep(tmp_path / "x.dcm")) as pictures:
        between = pictures.range_of(0)
        assert between == (0.0, 4080.0)
        window = ((between[0] + between[1]) / 2, between[1] - between[0])
        assert np.array_equal(pictures.windowed(0, window), pictures[0])


def test_what_is_bright_where_values_are_low_stays_so(tmp_path: Path) -> None:
    source = deep(tmp_path / "x.dcm", PhotometricInterpretation="MONOCHROME1")
    with Pictures(source) as pictures:
        shown = pictures.windowed(0, (1000.0, 400.0))
    assert (shown[0, 0, 0], shown[-1, -1, 0]) == (255, 0)


def test_windows_of_the_header_are_told(tmp_path: Path) -> None:
    source = deep(tmp_path / "x.dcm", WindowCenter=40, WindowWidth=80)
    with Pictures(source) as pictures:
        assert pictures.windows == ((40.0, 80.0),)


def test_color_has_no_window(tmp_path: Path) -> None:
    source, samples = color(tmp_path / "x.dcm")
    with Pictures(source) as pictures:
        assert pictures.range_of(0) is None
        assert np.array_equal(pictures.windowed(0, (10.0, 10.0)), samples)


def test_a_viewer_shows_one_instance_after_the_other(tmp_path: Path) -> None:
    first, (second, samples) = deep(tmp_path / "x.dcm"), color(tmp_path / "y.dcm")
    viewer = Viewer()
    try:
        assert viewer.frame(first, 0, (1000.0, 400.0)).shape == (16, 16, 3)
        assert np.array_equal(viewer.frame(second, 0), samples)
        with pytest.raises(InstanceError, match="no such frame"):
            viewer.frame(first, 1)
    finally:
        viewer.close()
