from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st
from pydicom._dicom_dict import DicomDictionary

from scrub.header.site.attributes import listed_vr, tags_of
from scrub.header.site.limits import is_beyond
from scrub.header.site.matching import prepared, site_rule
from scrub.header.site.nodes import Items, Node, Table
from scrub.header.site.toml_nodes import toml_nodes
from scrub.model.header import TagPath
from scrub.model.site import Selector, SiteRule, TagPattern, Verb

TAGS = st.sampled_from(sorted(DicomDictionary))
PUBLIC = st.builds(
    lambda group, element: group << 17 | element, st.integers(4, 0x7FFE), st.integers(1, 0xFFFF)
)
PRIVATE = st.builds(
    lambda group, block, low: (group << 17 | 0x10000) | block << 8 | low,
    st.integers(4, 0x7FFE),
    st.integers(0x10, 0xFF),
    st.integers(0, 0xFF),
)
PATTERNS = st.builds(
    lambda tag, digits: "".join("x" if x else f"{tag:08X}"[i] for i, x in enumerate(digits)),
    TAGS | PUBLIC,
    st.lists(st.booleans(), min_size=8, max_size=8),
)
CREATORS = st.sampled_from(["ACME", "acme", "ACME SYNTH"])


def holds(selector: Selector, tag: int, vr: str = "", creator: str | None = None) -> bool:
    rules = prepared((SiteRule(Verb.EMPTY, (selector,)),))
    return site_rule(rules, TagPath((), tag), vr, creator) is not None


@given(chosen=TAGS, tag=TAGS | PUBLIC)
def test_an_exact_tag_is_about_itself_alone(chosen: int, tag: int) -> None:
    selector = Selector(TagPattern(chosen, 0xFFFFFFFF))
    assert holds(selector, tag) == (tag == chosen and not is_beyond(Verb.EMPTY, tag))
    assert holds(selector, chosen) != is_beyond(Verb.EMPTY, chosen)


@given(pattern=PATTERNS, tag=TAGS | PUBLIC)
def test_a_wildcard_is_about_the_tags_that_have_its_digits(pattern: str, tag: int) -> None:
    same = all(x in ("x", digit) for x, digit in zip(pattern, f"{tag:08X}", strict=True))
    selector = Selector(tags_of(f"{pattern[:4]},{pattern[4:]}"))
    assert selector == Selector(tags_of(pattern))
    assert holds(selector, tag) == (same and not is_beyond(Verb.EMPTY, tag))


@given(group=st.integers(4, 0xFFFE), tag=TAGS | PUBLIC)
def test_a_group_is_about_what_is_in_it(group: int, tag: int) -> None:
    selector = Selector(tags_of(f"{group:04x}"))
    assert holds(selector, tag) == (tag >> 16 == group and not is_beyond(Verb.EMPTY, tag))


@given(vr=st.sampled_from(["LO", "PN", "UI", "US", "SQ"]), tag=TAGS, said=st.sampled_from(["LO"]))
def test_a_vr_is_about_attributes_that_have_it(vr: str, tag: int, said: str) -> None:
    has = vr in (listed_vr(tag) or said).split(" or ")
    assert holds(Selector(vr=vr), tag, said) == (has and not is_beyond(Verb.EMPTY, tag))


@given(wanted=CREATORS, creator=CREATORS | st.none(), low=st.integers(0, 0xFF), tag=PRIVATE)
def test_a_creator_is_about_its_own_blocks_wherever_they_lie(
    wanted: str, creator: str | None, low: int, tag: int
) -> None:
    fits = creator == wanted and not is_beyond(Verb.EMPTY, tag)
    assert holds(Selector(creator=wanted), tag, "LO", creator) == fits
    one = Selector(TagPattern(low, 0xFF), creator=wanted)
    assert holds(one, tag, "LO", creator) == (fits and tag & 0xFF == low)
    assert holds(one, tag & 0xFFFFFF00 | low, "LO", creator) == fits


@given(
    places=st.lists(st.tuples(PATTERNS, st.sampled_from(list(Verb))), min_size=1, max_size=6),
    tag=TAGS,
)
def test_of_the_rules_that_fit_the_last_holds(places: list[tuple[str, Verb]], tag: int) -> None:
    rules = tuple(
        SiteRule(verb, (Selector(tags_of(text)),), ("7",) * (verb is Verb.REPLACE))
        for text, verb in places
    )
    fit = [
        verb
        for text, verb in places
        if tags_of(text).fits(tag) and not is_beyond(verb, tag) and not tag & 0x10000
    ]
    found = site_rule(prepared(rules), TagPath((), tag), "LO")
    assert (found.source if found else None) == (f"site {fit[-1]}" if fit else None)


SCALARS = st.sampled_from(
    [
        *('"a"', '"a # b"', "'c]'", '"\\""', '"""x\ny"""', "'''\n'z'\n'''", '""""q""""'),
        *("1", "0x1f", "2.5e3", "true", "1979-05-27 07:32:00", "1979-05-27T07:32:00Z"),
    ]
)
GAPS = st.sampled_from(["", " ", "\n", " # c ]\n", "\n\n\t"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(
            lambda items, gap: "[" + f",{gap}".join([gap + one + gap for one in items]) + gap + "]",
            st.lists(inner, max_size=3),
            GAPS,
        )
        | st.builds(
            lambda items: "{" + ", ".join(f"k{n} = {one}" for n, one in enumerate(items)) + "}",
            st.lists(inner.filter(lambda one: "\n" not in one), max_size=3),
        )
    ),
    max_leaves=6,
)


@given(values=st.lists(st.tuples(VALUES, GAPS), min_size=1, max_size=5))
def test_each_value_is_read_as_tomllib_reads_it_and_its_line_is_where_it_begins(
    values: list[tuple[str, str]],
) -> None:
    text, lines = "", []
    for number, (value, gap) in enumerate(values):
        text += f"[[t]]\nkey{number} = " if number % 2 else f"key{number} = "
        lines.append(text.count("\n") + 1)
        text += value + (gap if "\n" in gap else "\n")
    nodes = toml_nodes(text, "site.toml")
    assert plain(nodes) == as_text(tomllib.loads(text))
    assert sorted(node.line for node in leaves(nodes)) == lines


def leaves(table: Table) -> list[Node]:
    """Return the values of its own keys and of those of its tables."""
    found: list[Node] = []
    for key, node in table.fields:
        if key.text == "t" and isinstance(node, Items):
            found += [
                one for inner in node.items if isinstance(inner, Table) for one in leaves(inner)
            ]
        else:
            found.append(node)
    return found


def plain(node: Node) -> object:
    if isinstance(node, Table):
        return {key.text: plain(value) for key, value in node.fields}
    return [plain(one) for one in node.items] if isinstance(node, Items) else node.text


def as_text(value: object) -> object:
    if isinstance(value, dict):
        return {key: as_text(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_text(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value)
