from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrub.batch.executors import processes
from scrub.batch.executors.processes import Processes

if TYPE_CHECKING:
    import pytest


def test_all_workers_are_told_to_end_before_one_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    came: list[str] = []

    class Watched(processes._Worker):
        def dismiss(self) -> None:
            came.append("told")
            super().dismiss()

        def wait(self) -> None:
            came.append("waited for")
            super().wait()
            assert self.process.exitcode == 0

    monkeypatch.setattr(processes, "_Worker", Watched)
    assert dict(Processes(3, time.monotonic).run(abs, [-1, -2, -3])) == {-1: 1, -2: 2, -3: 3}
    assert came == ["told"] * 3 + ["waited for"] * 3
