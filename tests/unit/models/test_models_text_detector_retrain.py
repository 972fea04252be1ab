from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime
import pytest

if TYPE_CHECKING:
    from types import ModuleType

CODE = Path(__file__).resolve().parents[3] / "models" / "text_detector"
SHIPPED = CODE / "text_detector.onnx"
SMALL = ("--shards", "1", "--each", "96", "--steps", "200")
NEAR = {"text_detector.fp32.onnx": 1e-3, "text_detector.onnx": 0.08}
"""How far probabilities may be from the trained network's in the mean; thicknesses ten times."""


def retrain(work: Path, *more: str) -> str:
    """Run the card's one command, small, without font files."""
    (work / "fonts").mkdir(exist_ok=True)
    told = [sys.executable, "-B", str(CODE / "retrain.py"), "fonts", "work", *SMALL, *more]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        told, cwd=work, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def work(torch: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert torch
    folder = tmp_path_factory.mktemp("retrain")
    retrain(folder)
    return folder


def losses(work: Path) -> list[float]:
    """The loss as logged each hundred steps: the sum of its parts."""
    lines = (work / "work" / "run" / "log.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split("loss ")[1].split()[:4] for line in lines if " rate " in line]
    return [sum(map(float, parts)) for parts in told]


def test_the_loss_falls(work: Path) -> None:
    first, last = losses(work)
    assert last < 0.93 * first


def test_exports_answer_as_the_trained_network(work: Path, torch: ModuleType) -> None:
    picture = np.load(work / "work" / "data" / "val" / "p0000.npy")[:8]
    network = import_module("network").Detector()
    saved = torch.load(work / "work" / "run" / "last.pt", weights_only=True)
    network.load_state_dict(saved["smooth"])
    network.train(mode=False)
    with torch.no_grad():
        logits, sizes = network(torch.from_numpy(picture).permute(0, 3, 1, 2).float())
    expected, thick = torch.sigmoid(logits)[:, 0].numpy(), sizes[:, 0].numpy()
    assert expected.std() > 0.01
    for name, near in NEAR.items():
        session = onnxruntime.InferenceSession(
            str(work / "work" / name), providers=["CPUExecutionProvider"]
        )
        cores, thicknesses = session.run(None, {"picture": picture})
        assert np.abs(cores - expected).mean() < near, name
        assert np.abs(thicknesses - thick).mean() < 10 * near, name


def test_what_is_done_is_not_done_again(work: Path) -> None:
    files = [file for file in (work / "work").rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"p0000.npy", "last.pt", "log.txt", *NEAR}
    before = {file: file.stat().st_mtime_ns for file in files}
    said = retrain(work)
    assert {file: file.stat().st_mtime_ns for file in files if file.name != "log.txt"} == {
        file: when for file, when in before.items() if file.name != "log.txt"
    }
    assert len(losses(work)) == 2
    assert "sha256 = " in said


def test_nothing_lies_about_that_the_card_does_not_name(work: Path) -> None:
    names = {path.relative_to(work).parts[0] for path in work.rglob("*")}
    assert names == {"fonts", "work"}
    assert {path.name for path in (work / "work").iterdir()} == {"data", "run", *NEAR}


def test_weights_that_are_taken_up_answer_as_the_file_they_are_of(
    work: Path, torch: ModuleType
) -> None:
    picture = np.load(work / "work" / "data" / "val" / "p0000.npy")[:8]
    shards = import_module("batches").Shards(work / "work" / "data" / "train", 1)
    network = import_module("take_up").taken_up(SHIPPED, shards)
    with torch.no_grad():
        logits, sizes = network(torch.from_numpy(picture).permute(0, 3, 1, 2).float())
    session = onnxruntime.InferenceSession(str(SHIPPED), providers=["CPUExecutionProvider"])
    cores, thicknesses = session.run(None, {"picture": picture})
    assert cores.std() > 0.1
    assert np.abs(torch.sigmoid(logits)[:, 0].numpy() - cores).mean() < 0.02
    assert np.abs(sizes[:, 0].numpy() - thicknesses).mean() < 0.2
    # While it is trained, norms go by what they are given: they were told what that is.
    shown = shards.batch(64)[0]
    with torch.no_grad():
        answers = [network.train(mode=mode)(shown)[0].flatten() for mode in (False, True)]
    assert torch.corrcoef(torch.stack(answers))[0, 1] > 0.9


def test_a_training_that_takes_weights_up_begins_where_they_are(work: Path, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    data = tmp_path / "work"
    data.mkdir()
    (data / "data").symlink_to(work / "work" / "data")
    retrain(tmp_path, "--start", str(SHIPPED), "--rate", "1e-4")
    assert losses(tmp_path)[-1] < 0.5 * losses(work)[-1]
