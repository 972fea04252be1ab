"""Somebody at a page that `scrub review` serves: by keyboard, one key after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from playwright.sync_api import Page


@dataclass
class AtKeyboard:
    """The page, its link, the server, and what the page asked for and complained of."""

    page: Page
    folder: Path
    link: str
    process: subprocess.Popen[str]
    requests: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The page's address, for who was let in."""
        return self.link.partition("?")[0]

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, each when what the last one did is done."""
        for key in keys:
            self.page.keyboard.press(key)
            settle(self.page)

    def told(self, text: str) -> None:
        """Wait until the page tells this."""
        self.page.locator("#told").get_by_text(text).wait_for()


def settle(page: Page) -> None:
    """Wait until an instance or a header is shown, and nothing is being done to it."""
    ready = "body[data-shown]:not([data-busy=true]), dialog[open]"
    page.locator(ready).first.wait_for(state="attached")
