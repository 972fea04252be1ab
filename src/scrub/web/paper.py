"""A page that is one file: it opens anywhere, fetches nothing, and runs only what it came with.

Style and script stand in the file, and its Content Security Policy has their hashes: nothing that
gets into the page by mistake is run, and nothing is sent anywhere.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from importlib import resources

_OPENING = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page stands on. `style` comes after that of all our pages."""

    title: str
    style: str
    script: str = ""

    def opening(self) -> str:
        """Return the page down to the beginning of its body."""
        style = f"{_shared_style()}\n{self.style}"
        sources = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "img-src data:"]
        sources.append(f"style-src {_source(style)}")
        sources += [f"script-src {_source(self.script)}"] * bool(self.script)
        return _OPENING.format(policy="; ".join(sources), title=escape(self.title), style=style)

    def closing(self) -> str:
        """Return the script, and the end of the page."""
        script = f"<script>{self.script}</script>\n" if self.script else ""
        return f"{script}</body>\n</html>\n"


def _shared_style() -> str:
    return resources.files("scrub.web").joinpath("static/base.css").read_text(encoding="utf-8")


def _source(text: str) -> str:
    """Return how a policy names what stands in the page (CSP 3, 2.3.1, hash-source)."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}'"
