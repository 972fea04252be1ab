from __future__ import annotations

import pytest

from doubles.header_samples import header
from scrub.header.machine import machine
from scrub.model.header import Effect, HeaderEdit, TagPath


def test_the_machine_is_told() -> None:
    dataset = header(Manufacturer="Fictive", ManufacturerModelName="Example 7")
    assert machine(dataset) == ("CT", "Fictive Example 7")


@pytest.mark.parametrize("model", ["Scanner MRN-90210", "doe's", "Jane Doe", "DOE,JANE"])
def test_what_says_who_the_patient_is_is_not_told(model: str) -> None:
    dataset = header(Manufacturer="Fictive", ManufacturerModelName=model, Modality="DOE")
    assert machine(dataset) == ("", "Fictive")


def test_what_is_changed_is_not_told() -> None:
    dataset = header(Manufacturer="Fictive", ManufacturerModelName="Room of Smith")
    edit = HeaderEdit(TagPath((), 0x00081090), Effect.SET, "own words", "LO", ("ANONYMIZED",))
    assert machine(dataset, (edit,)) == ("CT", "Fictive")


def test_what_is_not_there_is_not_told() -> None:
    dataset = header(Modality="")
    assert machine(dataset) == ("", "")
