from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.data import get_testdata_file

from doubles.header_samples import header, item
from scrub.header.cleaning.free_text import Cleaner, is_free_code
from scrub.header.identity import identity
from scrub.header.text import own_words
from scrub.model.text import PhiKind, Span
from scrub.phi.names import Names
from scrub.phi.own_values import OwnValues
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.header import Identity

ALL = (OwnValues(), Patterns(), Names())
VOCABULARY = Vocabulary()

OWN = header(
    SpecificCharacterSet="ISO_IR 192",
    PatientName="Doe^Jane=山田^花子=やまだ^はなこ",
    PatientID="MRN-90210",
    PatientBirthDate="19610228",
    PatientAge="093Y",
    PatientTelephoneNumbers="555-123-4567",
    StudyDate="20040119",
    AccessionNumber="A1234567",
    ReferringPhysicianName="Wobbegong^Zaphod",
    OperatorsName="O'Neil^Séamus",
    InstitutionName="St. Elsewhere General Hospital",
)


def cleaner(keep: frozenset[PhiKind] = frozenset(), recognizers: tuple[Any, ...] = ALL) -> Cleaner:
    own = identity(OWN)
    return Cleaner(recognizers, own, own_words(own), keep, VOCABULARY)


CLEANER = cleaner()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("ABD DOE, JANE axial CT 5mm", "ABD axial CT 5mm"),
        ("jane doe abd", "abd"),
        ("ABD^DOE^JANE axial", "ABD^axial"),
        ("DOE_JANE_abd_axial_20040119", "abd_axial"),
        ("DOEJANE CT", "CT"),
        ("Doe J. follow-up", "follow-up"),
        ("Jane's knee", "knee"),
        ("Abd [Doe] (Jane) axial", "Abd axial"),
        ("山田 頭部CT", "頭部CT"),
        ("CT 頭部(山田　花子)", "CT 頭部"),
        ("やまだ はなこ 検査", "検査"),
        ("WOBBEGONG ABD", "ABD"),
        ("ONEIL chest", "chest"),
        ("Séamus O’Neil chest", "chest"),  # noqa: RUF001 - as people write it
        ("MRN 90210 CT 5mm", "CT 5mm"),
        ("mrn90210 chest", "chest"),
        ("acc A1234567", "acc"),
        ("at St Elsewhere General Hospital, CT", "CT"),
        ("phone 555-123-4567 abd", "phone abd"),
        ("DOB: 28.02.1961", "DOB:"),
        ("DOB 02/28/61, abd", "DOB, abd"),
        ("born 28 Feb 1961", "born"),
        ("28FEB1961 abd", "abd"),
        ("chest 19/1/2004 10:11", "chest"),
        ("CT Abd\r\nDOE JANE\r\n5mm", "CT Abd\r\n\r\n5mm"),
        ("two\nlines\n", "two\nlines\n"),
        ("DOE JANE", ""),
        ("Doe / (Jane)", ""),
    ],
)
def test_the_headers_own_words_go_and_the_rest_stays(text: str, left: str) -> None:
    assert CLEANER.clean(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("seen by Dr Hutchinson, abd pain", "seen by Dr, abd pain"),
        ("SMITH, JOHN abd", "abd"),
        ("SMITH_JOHN_CT", "CT"),
        ("Smith^John", ""),
        ("CT Abd. Frau Müller", "CT Abd"),
        ("Иванов Пётр, abd", "abd"),
        ("SSN 123-45-6789 abd", "abd"),
        ("ref john.smith@hosp.org", "ref"),
        ("pt 483920175, chest", "pt, chest"),
        ("chest 12 March 1987", "chest"),
        ("prior 2011-08-05 chest", "prior chest"),
        ("call (310) 693-5365", "call"),
        ("study 1.2.840.113619.2.55.3", "study"),
        ("Mercy Hospital, chest", "chest"),
        ("CT ABDOMEN MERCY HOSPITAL", "CT ABDOMEN"),
        ("pacs 192.168.1.20 abd", "pacs abd"),
    ],
)
def test_what_would_tell_of_anyone_goes_too(text: str, left: str) -> None:
    assert CLEANER.clean(text) == left


TECHNICAL = """
T1 MPRAGE SAG|CHEST PA/LAT|Abd ohne KM 5.0 B30f|FLAIR_AXIAL 3/0|LUNG 1.25 B60f|2D Echo TTE
ANGIO CORONARIA|DEFAULT PS SERIES|Thorax^1WB_CT_PET (Adult)|CT 5mm|ABD|axial|abdomen^liver
Head^01_Routine_Head (Adult)|Thorax Routine 1.0 I70f 3|CT ABDOMEN PELVIS W/CONTRAST
CT Abdomen w/o & w/ Contrast|CTA CHEST PE PROTOCOL|MRT Schädel nativ + KM|t2_tse_tra_512
t1_mprage_sag_p2_iso_1.0|ep2d_diff_3scan_trace_p2_ADC|tof_fl3d_tra_p2_multi-slab|3-Plane Localizer
Ax DWI b=1000|Apparent Diffusion Coefficient (mm2/s)|WIP sDW_SSh 3b|VIBE_DIXON_W_TRA_BH
t1_vibe_fs_cor_dyn_post 60s|T1 vibe dixon cor|MIP RANGE[*]|PET WB (CORRECTED)|WB Topogram 0.6 T20s
Dose Report|3D Saved State - AutoSave|ANKLE AP LAT OBL LEFT|XR KNEE 3 VIEWS RIGHT
C-SPINE AP ODONTOID|Thorax p.a. und seitlich|LWS a.p./seitl.|Handgelenk rechts 2 Ebenen
Apical 4 Chamber|PLAX|Carotid Duplex Bilateral|US OB 2ND TRIMESTER|OB Growth BPD HC AC FL
RENAL ART DOPPLER|MAMMO SCREENING BILAT|R MLO|DBT Tomosynthesis Slices L MLO
CORONARY ANGIO LAO 30 CRAN 20|DSA Abdomen|Barium Enema|VCUG|Tc-99m MDP 3 hr delayed
MYOCARDIAL PERFUSION STRESS/REST|F-18 FDG skull base to mid thigh|Ga-68 DOTATATE PET/CT
MUGA 16 frames|DaTSCAN|TOMO RECON AC OSEM 2i 8s|RTPLAN Prostate 78Gy/39fx|IMRT H&N 7 field
VMAT ARC 1 CW 181-179|Structure Set PTV CTV OAR|OCT Macula Cube 512x128|Visual Field 24-2 SITA
H&E 40x|Ki-67 IHC|EKG 12 lead resting|KOPF NATIV 4.8 H40s|TDM THORACO-ABDO INJECTE
IRM CEREBRALE SANS INJECTION|TC TORACE SENZA MDC|RM RODILLA DERECHA|TC ABDOME TOTAL|MRI mózgu
頭部CT|腹部造影CT|胸部正位|복부 CT|DE_CarotidAngio 0.75 D26f 0.6
CT Coronary CTA 0.6 B26f BestDiast 74 %|LGE SAX PSIR|T2* Liver|MRA Circle of Willis|BRAVO 3D SAG
Ax FSPGR BRAVO post gd|mIP_Images(SW)|PHOENIX DOCUMENT|EPI TE 30 FA 90|RESOLVE b0 b500 b1000
ASL perfusion PLD 1800|gre_field_mapping|Temporal Bone 0.6 U70u|Recon 2: 1.25mm STND
Lung Nodule Follow-up LDCT|Scoliosis full spine|POST OP CT|Pre-Op US|POST OP MRI|F18 FDG|MG|NM
RAO/CAU 25/20|CT Perfusion 80kV 200mAs|Series # 1|L-Spine AP/LAT FLEX/EXT|sub-01 ses-02 T1w
Water's View Sinuses|Caldwell|Rosenberg view|Harris Beath|Judet views pelvis|TAVI Planning CT
EVAR F/U|WATER: Ax LAVA|PosDisp: [4] Head 1.0 Hr40|<MIP Collection>|IMR1 Sharp Plus|SAFIRE J30f 3
R/O PE|SOB and chest pain|Follow up 3 mo|Cycle 2 Day 1|24 hr delay|portal venous 70s
Black Blood T2|White Matter|GREY SCALE|CHEST X RAY|Best Phase 75%|Little finger L|Baker cyst
Hill Sachs|Ray sum|Simpson biplane|Male pelvis|DWI_b0_b800_tra_p2|Lossy, ratio 20.833|0.084906
JPEG baseline, IJG quality factor 90
"""


@pytest.mark.parametrize("text", TECHNICAL.strip().replace("\n", "|").split("|"))
def test_what_machines_and_radiographers_write_stays_as_it_is(text: str) -> None:
    assert CLEANER.clean(text) == text


@pytest.mark.parametrize(
    "name",
    ["CT_small.dcm", "MR_small.dcm", "693_J2KI.dcm", "liver_1frame.dcm", "waveform_ecg.dcm"],
)
def test_descriptions_of_real_headers_stay(name: str) -> None:
    dataset = dcmread(str(get_testdata_file(name)), stop_before_pixels=True)
    own = identity(dataset)
    clean = Cleaner(ALL, own, own_words(own), frozenset(), VOCABULARY).clean

    for keyword in ("StudyDescription", "SeriesDescription", "ProtocolName", "ImageComments"):
        text = str(dataset.get(keyword, ""))
        assert clean(text) == text


def test_without_a_vocabulary_what_only_looks_like_a_name_goes() -> None:
    own = identity(OWN)

    assert not Cleaner(ALL, own, own_words(own)).clean("abdomen^liver")


@pytest.mark.parametrize(
    ("kinds", "text", "left"),
    [
        ({PhiKind.DATE, PhiKind.TIME}, "chest 2011-08-05 10:11", "chest 2011-08-05 10:11"),
        ({PhiKind.DATE}, "prior 20110805 MRN 4839201", "prior 20110805 MRN"),
        ({PhiKind.AGE}, "45 y abd", "45 y abd"),
        ({PhiKind.AGE}, "91 y abd", "abd"),
        ({PhiKind.AGE}, "91-year-old, abd", "abd"),
        ({PhiKind.AGE}, "1125 months, abd", "abd"),
        ({PhiKind.AGE}, "45/M", "45/M"),
        ({PhiKind.AGE}, "95/M", ""),
        (set(), "45 y abd", "abd"),
        ({PhiKind.SEX}, "Sex: F abd", "Sex: F abd"),
        ({PhiKind.INSTITUTION}, "Mercy Hospital, chest", "Mercy Hospital, chest"),
    ],
)  # fmt: skip
def test_kinds_that_the_header_may_say_stay_but_for_ages_over_89(
    kinds: set[PhiKind], text: str, left: str
) -> None:
    assert cleaner(frozenset(kinds)).clean(text) == left


class Overheard:
    """A recognizer that knows one word, and remembers what it was asked."""

    name: ClassVar[str] = "overheard"

    def __init__(self, word: str) -> None:
        self.asked: list[int] = []
        self._word = word

    def find(self, text: str, about: Identity) -> Sequence[Span]:
        self.asked.append(len(text))
        place = text.find(self._word)
        stop = place + len(self._word)
        return () if place < 0 else (Span(place, stop, PhiKind.NAME, 0.9, "overheard"),)


def test_a_text_of_70_kb_is_searched_to_its_end_in_short_pieces() -> None:
    text = "axial slices of the abdomen " * 2500 + "Zaphod Wobbegong Qux"
    overheard = Overheard("Qux")

    left = cleaner(recognizers=(OwnValues(), overheard)).clean(text)

    assert left == "axial slices of the abdomen " * 2499 + "axial slices of the abdomen"
    assert max(overheard.asked) <= 400
    assert sum(overheard.asked) <= 2 * len(text)


def test_own_words_that_no_recognizer_finds_go_all_the_same() -> None:
    assert cleaner(recognizers=()).clean("CT of Doe, Jane (abd)") == "CT of (abd)"


def test_of_a_text_full_of_own_words_nothing_is_left() -> None:
    assert cleaner(recognizers=()).clean("CT Doe " * 40) == ""


@given(
    words=st.lists(
        st.sampled_from(
            ["CT", "abd", "axial", "5mm", "(", ")", "-", "\r\n", "ab\ncd", "^", "_", ":"]
        )
        | st.sampled_from(
            ["DOE", "jane", "山田", "MRN-90210", "28.02.1961", "A1234567", "wobbegong"]
        )
        | st.text(max_size=4),
        max_size=12,
    )
)
@example(words=["DOE", "^", "jane"])
def test_no_own_word_is_ever_left_and_no_line_break_lost(words: list[str]) -> None:
    text = " ".join(words)

    left = cleaner(recognizers=(OwnValues(),)).clean(text)

    assert not own_words(identity(OWN)).are_in(left)
    assert not left or [c for c in left if c in "\r\n"] == [c for c in text if c in "\r\n"]


@pytest.mark.parametrize("designator", ["99LOCAL", "99", "L", "", None])
def test_meanings_of_local_codes_are_what_someone_typed(designator: str | None) -> None:
    assert is_free_code(item(CodeValue="1", CodingSchemeDesignator=designator)[0])


@pytest.mark.parametrize("designator", ["DCM", "SCT", "LN", "SRT", "UCUM", "RADLEX"])
def test_meanings_of_public_codes_are_not(designator: str) -> None:
    assert not is_free_code(item(CodeValue="1", CodingSchemeDesignator=designator)[0])


def test_a_code_without_a_scheme_is_a_local_one() -> None:
    assert is_free_code(item(CodeValue="1")[0])
