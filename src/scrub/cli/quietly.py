"""A command without the noise of libraries, that ends quietly when nobody reads on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from scrub.batch.silence import silence
from scrub.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable


def quietly(command: Callable[[], int]) -> int:
    """Return a command's exit code; 0 if whoever was reading has seen enough.

    Raises:
        RunError: if it cannot start or go on.

    """
    with silence():
        try:
            code = command()
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still in the buffer would be written at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.WRITTEN
    return code
