"""A site's own mask templates, and instances of the machines that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from doubles.instances import dataset_of, saved

if TYPE_CHECKING:
    from pathlib import Path

    from scrub.model.instance import Source

ACME = """\
schema: 1
manufacturer: Acme
when:
  - {attribute: Manufacturer, startswith: Acme}
  - {attribute: Modality, equals: US}
templates:
  - name: acme-one-48x64
    when:
      - {attribute: ManufacturerModelName, contains: One}
    rows: 48
    columns: 64
    black:
      - {x: 0, y: 0, width: 64, height: 8}
      - {x: -16, y: -4, frames: {first: 2, last: -1}}
    reviewed: {by: A. Reviewer, on: 2026-11-21, equipment: room 3}
    complete: true
    provenance: [seen in room 3]

  - name: acme-two-48x64
    when:
      - {attribute: ManufacturerModelName, contains: Two}
      - any:
          - {attribute: SoftwareVersions, startswith: 2.}
          - {attribute: StationName, absent: true}
    rows: 48
    columns: 64
    black:
      - {left: 0, top: 0, right: 1, bottom: 0.25}
    provenance: [a book]
"""


def site(folder: Path, text: str = ACME) -> Path:
    """Write the templates, and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "acme.yaml").write_text(text, encoding="utf-8")
    return folder


def instance(
    path: Path,
    model: str,
    size: tuple[int, int] = (48, 64),
    *,
    frames: int = 1,
    software: str = "1.0",
) -> Source:
    """Write an instance of an Acme machine, whose patient is Jane Doe."""
    shape = (frames, *size) if frames > 1 else size
    dataset = dataset_of(
        np.zeros(shape, np.uint8),
        Modality="US",
        Manufacturer="Acme Imaging",
        ManufacturerModelName=model,
        StationName="ROOM3",
        SoftwareVersions=software,
        SOPInstanceUID=f"2.25.{1 + crc32(model.encode())}",
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    return saved(dataset, path)
