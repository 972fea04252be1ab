"""ZIP codes, cut to their first three digits (45 CFR 164.514(b)(2)(i)(B)).

Where all ZIP codes that begin so have 20,000 people or fewer, 000 takes their place: 17 prefixes
by the Census of 2000, in `zip3-restricted.csv`, as listed by the guidance of HHS on
de-identification.

2026-11: five digits may also be a house, a box or a postal code of another country. Where an
address stands and only the ZIP code may stay, one must be plain: after a state, or at the end and
after nothing that numbers are given to. In text that stays, each that looks like one is cut.
"""

from __future__ import annotations

import re
from functools import cache

from scrub.data import profile_rows

_ABBREVIATIONS = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|"
    "NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|AA|AE|AP|AS|FM|GU|MH|MP|PR|PW|VI"
)
_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|District of Columbia|"
    "Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|"
    "Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New Hampshire|"
    "New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming|American Samoa|Guam|Puerto Rico|Virgin Islands"
).replace(" ", r"\s+")

# What may stand between the parts of an address; HL7 writes a circumflex.
_BETWEEN = r"[\s,.;^-]"
_ZIP = r"(?<!\d)(\d{5})(?:[ -]?\d{4})?(?!-?\d)"
# Nine digits in a row are a social security number as well; D-10115 and its like are elsewhere.
_PLAIN_ZIP = r"(?<![\w-])(\d{5})(?:[ -]\d{4})?(?!-?\d)"
_STATE = rf"(?:(?<![A-Za-z])(?:{_ABBREVIATIONS})|\b(?i:{_STATES}))"
_COUNTRY = r"(?i:U\.?\s?S\.?(?:\s?A\.?)?|United\s+States(?:\s+of\s+America)?)"

_AFTER_STATE = re.compile(rf"{_STATE}{_BETWEEN}{{1,4}}{_ZIP}", re.ASCII)
_AT_END = re.compile(rf"{_PLAIN_ZIP}(?:{_BETWEEN}{{1,4}}{_COUNTRY})?{_BETWEEN}*\Z", re.ASCII)

_NUMBERED = re.compile(
    r"(?:#|\b(?:apt|apartment|ave|avenue|blvd|boulevard|box|bldg|building|court|ct|drive|floor|"
    r"highway|house|hwy|lane|ln|no|nr|num|number|rd|road|rm|room|route|rte|st|ste|street|suite|unit)"
    r"|str|stra(?:ss|\u00df)e)[\s.:#^-]*\Z",
    re.IGNORECASE,
)

# Characters before a number that say what it is of.
_NEAR = 20

_SAID = re.compile(rf"\b(?i:zip|postal)(?:\s?codes?)?(?:\s?\+\s?4)?[\s:=#]{{0,3}}{_ZIP}", re.ASCII)
_WITH_FOUR = re.compile(r"(?<![\d-])(\d{5})-\d{4}(?!-?\d)", re.ASCII)
_STREET_WORDS = (
    "Avenue|Ave|Boulevard|Blvd|Circle|Cir|Court|Ct|Drive|Dr|Highway|Hwy|Lane|Ln|Parkway|Pkwy|Place|Pl|"
    "Road|Rd|Square|Sq|Street|St|Terrace|Way"
)
_AFTER_STREET = re.compile(
    rf"(?i:\b\d{{1,6}}\s(?:[^\d\n]{{0,40}}?\s)?(?:{_STREET_WORDS})\b[^\d\n]{{1,60}}){_ZIP}",
    re.ASCII,
)
_CONTEXTS = (_AFTER_STATE, _SAID, _AFTER_STREET, _WITH_FOUR)


def three_digits(address: str) -> str | None:
    """Return the first three digits of the ZIP code of an address, or 000 where these are few.

    None if there is none, or it is not plain which number it is.
    """
    found = {match.span(1) for match in _AFTER_STATE.finditer(address)}
    last = _AT_END.search(address)
    if last and not _NUMBERED.search(address[: last.start()][-_NEAR:]):
        found.add(last.span(1))
    codes = {_cut(address[start:end]) for start, end in found}
    return codes.pop() if len(codes) == 1 else None


def shortened(text: str) -> str:
    """Return text in which each ZIP code that an address stands around is cut to three digits.

    One stands after a state, after a street and a city, after words that announce it, or has its
    other four digits with it, which go too.
    """
    for context in _CONTEXTS:
        text = context.sub(_with_three, text)
    return text


def _with_three(match: re.Match[str]) -> str:
    before = match.string[match.start() : match.start(1)]
    return before + _cut(match[1])


def _cut(code: str) -> str:
    return "000" if code[:3] in _restricted() else code[:3]


@cache
def _restricted() -> frozenset[str]:
    return frozenset(row["zip3"] for row in profile_rows("zip3-restricted"))
