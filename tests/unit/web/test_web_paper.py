from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256

from scrub.web.paper import Paper


def hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def policy(page: str) -> list[str]:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found
    return found[1].split("; ")


def test_the_policy_names_the_style_and_the_script_by_their_hashes() -> None:
    paper = Paper("A title", "p { color: red; }", "alert('é');")
    page = paper.opening() + paper.closing()
    style, script = (
        re.search(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL) for tag in ("style", "script")
    )
    assert style
    assert script
    assert f"style-src {hashed(style[1])}" in policy(page)
    assert f"script-src {hashed(script[1])}" in policy(page)


def test_a_page_without_a_script_runs_none_and_nothing_is_fetched() -> None:
    rules = policy(Paper("A title", "").opening())
    assert "default-src 'none'" in rules
    assert not [rule for rule in rules if rule.startswith("script-src")]
    assert not [rule for rule in rules if "unsafe" in rule or "http" in rule]
    assert Paper("A title", "").closing() == "</body>\n</html>\n"


def test_a_title_is_no_markup() -> None:
    assert "<title>&lt;b&gt;</title>" in Paper("<b>", "").opening()
