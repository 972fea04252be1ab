"""Names → tools, built once per process from a recipe.

A tool of our own has a short name; any other is `module:Name`, imported where it is used. That is
the whole plugin system.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrub.data import template_files
from scrub.errors import MissingToolError, UsageError
from scrub.header.key import load_key
from scrub.header.patient_map import load_patient_map
from scrub.header.policy import Policy
from scrub.header.profile import load_profile
from scrub.header.pseudonym import Pseudonyms
from scrub.masks.library import YamlTemplates
from scrub.masks.matching import Matching
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary
from scrub.pixels.encoding import UNCOMPRESSED, codecs

if TYPE_CHECKING:
    from scrub.model.mask import MaskTemplate
    from scrub.recipe import Recipe
    from scrub.seams import Codec, OcrEngine, Recognizer

ENGINES = {
    "onnx": "scrub.ocr.onnx:OnnxEngine",
    "ppocr": "scrub.ocr.ppocr:PpOcrEngine",
    "tesseract": "scrub.ocr.tesseract:TesseractEngine",
    "none": "scrub.ocr.null:NullEngine",
}


@dataclass(frozen=True, slots=True)
class Toolbox:
    """All that the stages work with."""

    recipe: Recipe
    version: str
    policy: Policy = field(repr=False)
    codecs: tuple[Codec, ...]
    engines: tuple[OcrEngine, ...]
    recognizers: tuple[Recognizer, ...]
    vocabulary: Vocabulary = field(repr=False)
    templates: tuple[MaskTemplate, ...] = field(repr=False)
    matching: Matching = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "matching", Matching(self.templates))


@cache
def assemble(recipe: Recipe, key_path: str, patient_map: str = "") -> Toolbox:
    """Build the tools a recipe names.

    `patient_map` is the path of a file of pseudonyms, if a site brings its own.

    Raises:
        RunError: if one of them is wrong or is not here.

    """
    shipped = template_files()
    own = tuple(sorted(p for folder in recipe.templates for p in Path(folder).glob("*.yaml")))
    recognizers: tuple[Recognizer, ...] = (OwnValues(), Patterns(), Names())
    policy = Policy(
        profile=load_profile(recipe.profile, recipe.options, recipe.age_cap),
        pseudonyms=Pseudonyms(load_key(Path(key_path)), recipe.prefix),
        recognizers=recognizers,
        vocabulary=Vocabulary(),
        strategy=recipe.strategy,
        site_rules=recipe.site_rules,
        patients=load_patient_map(Path(patient_map)) if patient_map else None,
        preserve_studies=recipe.preserve_studies,
    )
    return Toolbox(
        recipe=recipe,
        version=metadata.version("dicom-scrub"),
        policy=policy,
        codecs=codecs() if recipe.pixel else codecs(UNCOMPRESSED),
        engines=tuple(engine(name) for name in recipe.engines) if recipe.pixel else (),
        recognizers=recognizers,
        vocabulary=Vocabulary(),
        templates=tuple(YamlTemplates((*shipped, *own)).templates()) if recipe.pixel else (),
    )


def engine(name: str) -> OcrEngine:
    """Return an OCR engine by its short name or as `module:Name`.

    Raises:
        MissingToolError: if it, or what it needs, is not here.
        UsageError: if there is no such name.

    """
    built: OcrEngine = _build(ENGINES.get(name, name))
    return built


def _build(name: str) -> Any:  # noqa: ANN401 (its seam says what it is)
    module, separator, attribute = name.partition(":")
    if not separator:
        raise UsageError(f"no engine {name!r}: there is {', '.join(ENGINES)}, or module:Name")
    try:
        return getattr(import_module(module), attribute)()
    except (ImportError, AttributeError):
        raise MissingToolError(f"{name} cannot be imported") from None
