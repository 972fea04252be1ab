from __future__ import annotations

import re

import pytest

from scrub.masks.formats.java_patterns import PatternError, compiled_safely, from_java, to_java


@pytest.mark.parametrize(
    ("java", "takes", "leaves"),
    [
        (".*LOGIQ.*", "GE LOGIQ 9", "GE logiq 9"),
        ("(?i).*logiq.*", "GE LOGIQ 9", "GE"),
        ("A|B", "B", "AB"),
        (r"\0101\x42\u0043", "ABC", "abc"),
        (r"a*+b?", "aab", "aaba"),
        (r"[\w.-]{2,3}", "a-", "a"),
        (r"V\.1\z", "V.1", "V.12"),
    ],
)
def test_what_java_takes_as_a_whole_is_found(java: str, takes: str, leaves: str) -> None:
    pattern = from_java(java)
    flags = 0 if pattern.exact_case else re.IGNORECASE
    assert re.search(pattern.text, takes, flags)
    assert not re.search(pattern.text, leaves, flags)


@pytest.mark.parametrize(
    "java",
    [
        r"\p{L}",
        r"\Qa.b\E",
        "[a&&b]",
        "[a[b]]",
        "(?<name>a)",
        "(?x) a",
        r"\R",
        r"\h",
        "(",
        ")",
        "a**",
        "*",
        "[",
        "x" * 501,
    ],
)
def test_what_python_reads_otherwise_is_turned_down(java: str) -> None:
    with pytest.raises(PatternError):
        from_java(java)


@pytest.mark.parametrize(
    "java",
    ["(a*)*", "(a+)+b", "(a|a)*", "((a?){9}){9}", "(.*,){11}P", "(a{999}){999}", ".*" * 9],
)
def test_what_could_take_for_ever_is_turned_down(java: str) -> None:
    with pytest.raises(PatternError, match="for ever"):
        compiled_safely(java)


def test_an_empty_value_is_told_apart() -> None:
    assert from_java("(A.*)?").finds_nothing
    assert not from_java("A.*").finds_nothing


@pytest.mark.parametrize(
    "pattern", [r"\bGE", "^6", r"\A(?:A|B)\Z", "a|b", r"x\Z", r"\A(?:a)|(?:b)\Z", ".*"]
)
@pytest.mark.parametrize("exact", [True, False])
def test_there_and_back_finds_the_same(pattern: str, exact: bool) -> None:  # noqa: FBT001
    back = from_java(to_java(pattern, exact_case=exact))
    assert back.exact_case == exact
    assert not back.finds_nothing
    for text in ("GE", "a GE", "6", "A", "b", "x", "xy", "x b", "VGE", "\u00d6"):
        flags = 0 if exact else re.IGNORECASE
        assert bool(re.search(back.text, text, flags)) == bool(re.search(pattern, text, flags))


@pytest.mark.parametrize("pattern", ["(?P<a>x)(?P=a)", "(?(1)a|b)", r"\N{DIGIT ONE}", "(?#no)x"])
def test_what_only_python_has_is_turned_down(pattern: str) -> None:
    with pytest.raises(PatternError):
        to_java(pattern, exact_case=True)
