from __future__ import annotations

import struct
from dataclasses import replace
from typing import TYPE_CHECKING

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from doubles.header_samples import MARK, header, put, said, scrubbed, with_options
from scrub.header.private import private_rules
from scrub.header.site.matching import prepared
from scrub.model.site import ANY_TAG, Selector, SiteRule, TagPattern, Verb

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrub.header.rules import Rule

PET = "Philips PET Private Group"


def block(tag: int, creator: str, *elements: tuple[int, str, object]) -> Dataset:
    dataset = put(header(), tag, "LO", creator)
    for number, vr, value in elements:
        put(dataset, number, vr, value)
    return dataset


def test_unknown_bytes_that_begin_as_a_sequence_go_even_if_a_site_asks_for_them() -> None:
    name = struct.pack("<HHL", 0x10, 0x10, 8) + b"Doe^Jane"
    value = b"\xfe\xff\x00\xe0" + struct.pack("<L", len(name)) + name
    dataset = block(0x00090010, "ACME SYNTH", (0x00091001, "UN", value))
    assert by_site(dataset, site(Verb.KEEP, "ACME SYNTH")) == {}


def site(verb: Verb, creator: str, element: TagPattern = ANY_TAG) -> SiteRule:
    return SiteRule(verb, (Selector(element, creator=creator),), ("7",) * (verb == "replace"))


def by_site(dataset: Dataset, *asked: SiteRule, safe: bool = False) -> Mapping[str, Rule]:
    found = private_rules(dataset, safe=safe, site=prepared(asked))
    return {str(path): rule for path, rule in found.items()}


def test_a_site_keeps_a_block_by_its_creator_wherever_it_lies() -> None:
    dataset = block(0x00290011, "SIEMENS CSA HEADER", (0x00291110, "OB", b"\1\2"))
    put(put(dataset, 0x00290010, "LO", "ACME SYNTH"), 0x00291010, "OB", b"\3\4")
    found = by_site(dataset, site(Verb.KEEP, "SIEMENS CSA HEADER"))
    assert set(found) == {"(0029,0011)", "(0029,1110)"}
    assert found["(0029,1110)"].asked
    assert found["(0029,1110)"].is_site


def test_a_site_s_rule_goes_before_what_is_safe() -> None:
    dataset = block(0x70530010, PET, (0x70531000, "DS", "1.5"), (0x70531009, "DS", "2.5"))
    gone = site(Verb.REMOVE, PET, TagPattern(0x00, 0xFF))
    assert set(by_site(dataset, gone, safe=True)) == {"(7053,0010)", "(7053,1009)"}
    everything = SiteRule(Verb.REMOVE, (Selector(TagPattern(0x70530000, 0xFFFF0000)),))
    assert by_site(dataset, everything, safe=True) == {}
    assert set(by_site(dataset, everything, site(Verb.KEEP, PET))) == {
        "(7053,0010)",
        "(7053,1000)",
        "(7053,1009)",
    }


def test_in_what_a_site_keeps_items_are_judged_again() -> None:
    inside = Dataset()
    inside.PatientName = f"{MARK}^Jane"
    dataset = block(0x00090010, "ACME SYNTH", (0x00091001, "SQ", Sequence([inside])))
    asked = site(Verb.KEEP, "ACME SYNTH")
    after = scrubbed(dataset, replace(with_options(), site_rules=(asked,)))
    assert len(after[0x00091001].value) == 1
    assert MARK not in said(after)
