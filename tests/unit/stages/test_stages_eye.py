from __future__ import annotations

import numpy as np

from doubles.lettered import lettered
from scrub.model.geometry import Rect
from scrub.ocr.onnx import OnnxEngine
from scrub.stages.eye import Eye


def test_what_an_area_cuts_is_found_whole() -> None:
    picture = lettered(("MILLER ANNA MARIA", 40, 100))
    area, boxes = Eye(OnnxEngine()).find_whole(picture, Rect(96, 80, 176, 144))
    (box,) = boxes
    assert box.rect.left < 44
    assert box.rect.right > 210
    assert area.covers(box.rect)


def test_an_area_without_text_is_looked_at_as_it_is() -> None:
    ramp = np.broadcast_to(np.arange(320)[None, :, None] // 2, (240, 320, 3)).astype(np.uint8)
    area = Rect(96, 80, 176, 144)
    assert Eye(OnnxEngine()).find_whole(ramp, area) == (area, [])
