"""What axe-core finds wrong with a page for people who cannot see it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_AXE = Path(__file__).parents[1] / "browser" / "vendor" / "axe.min.js"
_GRAVE = {"serious", "critical"}
_ALL = "axe.run(document).then((all) => [all.violations, all.passes.map((one) => one.id)])"


def begin(page: Page) -> None:
    """Bring axe into a page, once."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))


def checked(page: Page) -> tuple[list[tuple[str, str, str]], set[str]]:
    """Return what is serious or worse (rule, element, why), and the rules that held somewhere."""
    found, passed = page.evaluate(_ALL)
    grave = [
        (one["id"], node["html"][:200], node.get("failureSummary", ""))
        for one in found
        if one["impact"] in _GRAVE
        for node in one["nodes"][:3]
    ]
    return grave, set(passed)
