from __future__ import annotations

import pytest

from scrub.header.site.nodes import Items, Node, Table, Text
from scrub.header.site.toml_nodes import toml_nodes

INTRICATE = '''\
# comment = "no"
"quoted key" = 'literal # no comment'
a.b . c = """
two
lines with "quotes" and ""two"" and \\""" three""""
d = [ # a list
  1, 0x1F, -2.5, 1_000, true,

  "]}#,",   # not the end
  ["in", { x = 1, "y z" = 'two', w.v = [] }],
]
when = 1979-05-27 07:32:00
day = 1979-05-27
long = \'\'\'
'one' ''two''\'\'\'
[table.inner]
k = "\\u00e9\\n"
[[rules]]
keep = "A"
[rules.deep]
x = 1
[[rules]] # second
[[rules.more]]
y = 2
[[ rules . more ]]
y = 3
[table]
last = ""
'''


def line_of(node: Node, *keys: str | int) -> int:
    for key in keys:
        if isinstance(key, int):
            assert isinstance(node, Items)
            node = node.items[key]
        else:
            assert isinstance(node, Table)
            node = next(value for name, value in node.fields if name.text == key)
    return node.line


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("quoted key",), 2),
        (("a", "b", "c"), 3),
        (("d",), 6),
        (("d", 0), 7),
        (("d", 5), 9),
        (("d", 6, 1, "w", "v"), 10),
        (("when",), 12),
        (("long",), 14),
        (("table", "inner", "k"), 17),
        (("rules", 0), 18),
        (("rules", 0, "keep"), 19),
        (("rules", 0, "deep", "x"), 21),
        (("rules", 1), 22),
        (("rules", 1, "more", 0, "y"), 24),
        (("rules", 1, "more", 1, "y"), 26),
        (("table", "last"), 28),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_value_knows_its_line(keys: tuple[str | int, ...], line: int, end: str) -> None:
    assert line_of(toml_nodes(INTRICATE.replace("\n", end), "site.toml"), *keys) == line


def test_keys_know_their_lines() -> None:
    table = toml_nodes("a = 1\n\nb.c = [\n 2]\n", "site.toml")
    assert [key for key, _ in table.fields] == [Text(1, "a"), Text(3, "b")]
