"""Compiles scrub.pixels.codecs._splice into the wheel; without a compiler, the wheel is pure.

One extension for all Pythons from 3.11 on (limited API), through setuptools, which knows every
platform's compiler. An editable install gets it beside its module.
"""

from __future__ import annotations

import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError, CCompilerError

if TYPE_CHECKING:
    from hatchling.builders.wheel import WheelBuilderConfig
else:
    WheelBuilderConfig = None

NATIVE = "src/native"
PACKAGE = "scrub/pixels/codecs"
SOURCES = ("bytes.c", "jpeg.c", "rle.c", "module.c")
OPTIONS = () if sys.platform == "win32" else ("-O2", "-std=c11")


class NativeBuildHook(BuildHookInterface[WheelBuilderConfig]):
    """What hatchling calls before and after it builds a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and have the result in the wheel; or say why not."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        is_editable = version == "editable"
        beside = root / "src" / PACKAGE
        if is_editable:
            for stale in (*beside.glob("_splice.*.so"), *beside.glob("_splice*.pyd")):
                stale.unlink()
        self._work = tempfile.TemporaryDirectory()
        try:
            built = compiled(root / NATIVE, Path(self._work.name))
        except (BaseError, CCompilerError, OSError) as problem:
            self.app.display_warning(f"Not compiled, so the pure route is installed: {problem}")
            return
        if is_editable:
            (beside / built.name).write_bytes(built.read_bytes())
            return
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{platform}"
        build_data["force_include"][str(built)] = f"{PACKAGE}/{built.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 (hatchling's)
        """Remove what compiling left."""
        if self.target_name == "wheel":
            self._work.cleanup()


def compiled(sources: Path, folder: Path) -> Path:
    """Return the extension, compiled into a folder.

    Raises:
        setuptools.errors.BaseError, setuptools.errors.CCompilerError, OSError: if that fails.

    """
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise OSError("this Python has no limited API")
    extension = Extension(
        "_splice",
        [str(sources / name) for name in SOURCES],
        depends=[str(sources / "splice.h")],
        extra_compile_args=list(OPTIONS),
        py_limited_api=True,
    )
    command = build_ext(Distribution({"ext_modules": [extension]}))
    command.build_lib = command.build_temp = str(folder)
    command.ensure_finalized()
    command.run()
    name: str = command.get_ext_filename("_splice")
    return folder / name
