"""Weights, ours and those that other packages ship, checked by hash when loaded."""

from __future__ import annotations

import hashlib
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnxruntime

from scrub.data import manifest, models_folder
from scrub.errors import MissingToolError

if TYPE_CHECKING:
    from collections.abc import Mapping


def load(name: str) -> bytes:
    """Return the bytes of one file that the manifest lists.

    Raises:
        MissingToolError: if the package is not installed, or the file is not the one listed.

    """
    entry = manifest()[name]
    if "package" not in entry:
        return _checked(models_folder() / str(entry["file"]), entry, "this installation")
    package = str(entry["package"])
    found = util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise MissingToolError(f"{package} is not installed: pip install {package}")
    path = Path(found.submodule_search_locations[0], str(entry["file"]))
    return _checked(path, entry, f"{package} {metadata.version(package)}")


def _checked(path: Path, entry: Mapping[str, Any], whose: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError:
        raise MissingToolError(f"{whose} does not ship {entry['file']}") from None
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise MissingToolError(f"{entry['file']} of {whose} is not the file that was measured")
    return content


def session(name: str) -> Any:  # noqa: ANN401 (onnxruntime carries no types)
    """Return a session on one thread, so that workers in parallel do not fight over cores.

    Two threads with spinning, the default, were 1.7 to 2.1 times slower under load. The memory
    arena keeps the largest tile's activations for good, and saves a sixth of the time; patterns
    of its use by size of picture save none, and take room for each.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(load(name), options, providers=["CPUExecutionProvider"])
