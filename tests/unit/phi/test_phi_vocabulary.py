from __future__ import annotations

import pytest

from scrub.data import words
from scrub.model.header import Identity
from scrub.phi.names import Names
from scrub.phi.patterns import Patterns
from scrub.phi.vocabulary import Vocabulary

VOCABULARY = Vocabulary()
RECOGNIZERS = (Patterns(VOCABULARY), Names(VOCABULARY))

# What screens of ultrasound, CT, MR, X-ray, angiography, nuclear, ECG and endoscopy machines say.
_SCREENS = r"""
FR 42Hz|RS|2D|64%|C 55|P Low|HGen|HPen|Res|WF 99Hz|Med|Color Gain 60%|CF 54%|PRF 1200Hz|
PW 60% WF 50Hz SV2.0mm M2 2.5MHz 4.0cm|MI 1.2|TIS 0.8|TIB 1.3|TIC 1.1|S5-1/Adult|C5-1/Abd Gen|
L12-5/Thyroid|X5-1|Adult Echo|TIS0.8 MI 1.3|Z 1.2|3D Beats 4|P 4.0 MHz|65 bpm|SCROLLING|
+ Dist 4.32 cm|x Dist 2.10 cm|LVIDd 4.9 cm|LVIDs 3.2 cm|EF (Teich) 63 %|IVSd 0.9 cm|LVPWd 1.0 cm|
EDV(Teich) 112 ml|ESV(Teich) 41 ml|%FS 35 %|Ao Diam 3.1 cm|LA Diam 3.6 cm|LA/Ao 1.16|
MV E Vel 0.85 m/s|MV A Vel 0.62 m/s|MV E/A 1.37|MV DecT 180 ms|E/E' 8.2|AV Vmax 1.4 m/s|
AV maxPG 8 mmHg|AV meanPG 4 mmHg|AVA (VTI) 2.8 cm2|TR Vmax 2.4 m/s|TR maxPG 23 mmHg|RVSP 28 mmHg|
LVOT Diam 2.1 cm|LVOT VTI 21.3 cm|LAESV A-L A4C 48 ml|HR 72 bpm|BSA 1.86 m2|Frq 4.0|Gn 32|
S/A 2/1|Map F/0|D 16.0|DR 66|FR 33|AO% 100|XBeam On|SRI II 2|CHI|B|Frq Gen.|E 2|D 12.0|CF|
Frq 2.5|Gn 18.5|L/A 2/8|PRF 2.5|WF 203|S/P 3/16|PW|Frq 2.3|Gn 36|PRF 4.1|WF 120|SV 3|DR 40|
SVD 6.1|AC 60|C1-5-D|9L-D|ML6-15-D|RAB4-8-D|IC5-9-D|LOGIQ E9|LOGIQ S8|Voluson E10|Vivid E95|
TIs 0.3|TIb 0.3|MI 0.7|1 L 4.53 cm|2 L 3.21 cm|1 D 2.3 cm|Auto Opt|Speed 50 mm/s|Harm/Mid|
Pwr 100 %|Gn -4|C7/M7|FF2/E1|SRI II 3/CRI 2|Th25/Qual high|B45°/V65°|Mix41/59|4D Real Time|
GA=22w3d|EFW 512g|BPD 5.43 cm|HC 19.8 cm|AC 17.2 cm|FL 3.87 cm|CRL 6.2 cm|NT 1.2 mm|AFI 14.2 cm|
Placenta anterior|FHR 148 bpm|Yolk Sac|MI: 1.3|TIS: 0.6|2D-100%|THI|H4.50 MHz|0dB / DR65|ASC 2|
DTCE M|MapE/ST1|6C2|9L4|Abdomen|General / V|Liver|25 fps|15.0cm|4C1|CH5-2|2DG 52 dB|DR 70|FA7|
P90|CFA|DFR 2.4|PRF 1736|Filter 3|Depth 12 cm|iASC|TEQ|Frame Rate 22 Hz|PLT-1204BT|PVT-375BT|
T5.0|diffT6.0|8.0 fps|CDI|2.8k|G:85|DR:65|A:2|P:4|15 fps|qscan|APLIO 500|Abdomen 1|SSD-4000|
R12 G65 C7 A3|PROSOUND|F:5.0|HI GEN|FPS 28|D14.2|Mindray|SC5-1U|F H5.0|D 15.6|G 48|FR 27|DR 120|
iClear 3|iBeam On|L14-6NS|FPS 34|TIS 0.4|Zonare|iTouch|SonoSite|C60|Abd|Gen|MI:0.7|TIS:0.3|MB|
P21|Crd|G|12 cm|L38|Ven|Bre|HFL38|MSK|Nrv|AutoGain|Freeze|Save|ESAOTE|MyLab70|CA541|B F 3.5 MHz|
G 60%|D 16 cm|PRC 12/1/H|PRS 4|PST 2|X VIEW ON|Samsung Medison|SonoAce X8|Pg 98|HAR|CRI|FSI|P 90|
SA6-1|CA1-7A|GA: 30w2d|W 400 L 40|WL: 40 WW: 400|C: 40, W: 400|Se: 4|Im: 56/120|Im: 23|
SE 3 IM 17|kVp 120|mA 250|mAs: 200|kV 120|Thk: 5.0|SP: -123.5|Loc: -45.20|FOV 360 mm|DFOV 36.0cm|
STND/+|Tilt 0.0|GT: 0.0|39.4mm/rot|5.0mm 0.984:1/0.98sp|Mag: 1.0|Zoom: 100%|120 kV|Scout|
Topogram|AXIAL|SAGITTAL|CORONAL|HEAD FIRST SUPINE|HFS|FFS|A|P|R|L|H|F|RAS|TE: 80|TR: 4000|
TE 9.2 ms|TR 500.0|TI 150 ms|FA 90|ETL 12|NEX 2|BW 130|256x192|512 x 512|T1 AX FLAIR|T2 TSE SAG|
STIR COR|DWI b1000|b=800|ADC|MPRAGE|AX T1 FS POST GAD|3-plane loc|Slice 12/24|Thick 4.0 mm|
Gap 1.0|SL 3.0|FoV 220*220|MF 1.25|Acq 1|Phase 12|CTDIvol 12.34 mGy|DLP 456.7 mGy*cm|
Total DLP 812 mGycm|Phantom 32 cm|Dose Report|Exam Description: CT CHEST|Type Scan Range|AP|PA|
LATERAL|LAT|R LAT|PORTABLE|AP PORTABLE|AP SUPINE|ERECT|UPRIGHT|DECUB|LEFT HAND|RIGHT FOOT|
RT ANKLE|LT KNEE AP|L SHOULDER|C-SPINE|T SPINE|L SPINE LAT|CHEST PA|ABDOMEN KUB|PELVIS AP|
SEMI-ERECT|R MLO|L CC|RMLO|LCC|R CC|LXCCL|29 kVp 95 mAs|Mo/Rh|AGD 1.2 mGy|54 mm 110 N|
Compression 12 daN|EI 1.8|S 200|EXI 1834|SID 180 cm|Grid|RAO 30 CRAN 25|LAO 45|RAO 0.2 CAUD 30.1|
Fr 1/64|15 f/s|FD 20 cm|SID 110|72 kV 654 mA|Run 3|Frame 12/80|LCA|RCA|LAD|LV gram|DSA|Mask 3|
TRANSVERSE|SAG MIDLINE|RT LOBE LIVER|LT KIDNEY TRANS|GALLBLADDER LONG|CBD|PANCREAS HEAD|
SPLEEN LONG|AORTA PROX|IVC|RT CCA PROX|LT ICA MID|ECA|VERT|BIFURCATION|RT CFV|LT POP V|GSV|SFJ|
THYROID ISTHMUS|LEFT BREAST 3 O'CLOCK 4 CMFN|RT AXILLA|UTERUS SAG|ENDO 8 mm|RT OVARY|LT OV|
CERVIX 3.4 cm|BLADDER PRE VOID|POST VOID 45 ml|PROSTATE TRV|TESTIS RT|SCROTUM|GROIN|
ACHILLES TENDON|SUPRASPINATUS|BICEPS TENDON|MEDIAN NERVE|A4C|A2C|PLAX|PSAX MV|PSAX AV|SUBCOSTAL|
SSN|PARASTERNAL LONG AXIS|FETAL HEART|4 CHAMBER|CORD INSERTION|PROFILE|NOSE/LIPS|SPINE TRANS|
STOMACH|FEMUR|HUMERUS|CEREBELLUM|CISTERNA MAGNA|LEFT LOBE|PORTAL VEIN|HEPATIC VEINS|
MORISON'S POUCH|APPENDIX|BAKER'S CYST|COMPRESSION|AUGMENTATION|REST|STRESS|VALSALVA|SUPINE|
STANDING|REFLUX 1.2 s|NODULE 1|MASS|CYST 2|STONE|SHADOW|Vent. rate 72 bpm|PR interval 156 ms|
QRS duration 92 ms|QT/QTc 388/412 ms|P-R-T axes 54 23 41|25mm/s 10mm/mV 40Hz|Normal sinus rhythm|
aVR|V1|V6|II|Sinus bradycardia|Borderline ECG|Lead off|Ant|Post|RAO|SHORT AXIS|HLA|VLA|EF 62%|
EDV 88 ml|Tc-99m MDP|WHOLE BODY|ANTERIOR|POSTERIOR|Counts 750 K|500 kcts|Dur 120 s|10 min|
FLEXURE|CECUM|TERMINAL ILEUM|Z-LINE|ANTRUM|DUODENUM|Eh:A5 Cm:1|Ce:0 Zm:1.0|NBI|WLI|Ph:0|Gain|
Store|Print|Live|CINE|FREEZE|Loop 1/3|Cine 45|Frame 23|Rec|Pause|Menu|Exit|Trackball|Caliper|
Annotate|Body Mark|Report|Worksheet|ECG|Full Screen|Dual|Quad|0|5|10|15|20|-20|+40|cm/s|[cm/s]|
-69.3|69.3|dB|m/s|kHz|-3.0|%|°|60°|180|0.5 sec|1.0 m/s|Inv|100%|75 %|E/A|a'|e'|s'|PISA|
Rad 0.8 cm|ERO 0.2 cm2|Reg Vol 32 ml|GLS -18.5 %|AP4 L. Strain|AVC 340 msec|ED|ES|Strain Elasto|
E mean 12.4 kPa|Vs 1.52 m/s|IQR/Med 12%|Shear Wave|SWE|Q-Box|Diam 10.0 mm|Mean 23.1 kPa|SD 2.1|
MVI|SMI|CEUS|Contrast|Time 00 min|Arterial phase|FR 27 Hz|2D / MM 62% / 58%|C 48 / P High|
Color 3.3 MHz Gain 55%|Pen|HRes|TIs 0.1 MI 0.4|C9-4v/Gyn|X8-2t/Adult|XRES Pro|SonoCT|iSCAN|Vis 8|
LV Length 8.2 cm|RVIDd 2.4 cm|TAPSE 2.1 cm|MAPSE 1.4 cm|MR ERO 0.3 cm²|PV S/D ratio 1.2|
IVC Insp 0.8 cm|LVOT SV 72 ml|CO 4.9 l/min|CI 2.6 l/min/m2|P1/2t 52 ms|MVA by PHT 4.2 cm²|
A wave dur 120 ms|Med E' vel 7.1 cm/s|Lat E' 10.2 cm/s|Ao Root 3.4 cm|Asc Ao 3.5cm|STJ 2.9 cm|
LA Vol Index 31 ml/m²|RA area 14 cm²|RVOT AccT 112 ms|Calc AVA 0.9|VR 0.25|IVRT 88 ms|
Heart Rate 61|ACM:ON|Texture: D|VFR|Frame Avg 3|Line Dens.|Reject 8|Dyn.Range 66|Coded Harm|TGC|
SV Gate 2|Angle Cor 58|Baseline -2|Sweep 4|AutoTrace|Peak Vel 88.1|Min Diast|TAMax 40.2|
Vol Flow 312 ml/min|ICA/CCA 0.8|Plaque|Intima|RT SUBCLAVIAN|LT VERTEBRAL|BRACHIAL V|CEPHALIC|
PERFORATOR|CALF|RIGHT LEG|LT GSV PROX THIGH|Hepatic A.|Common Bile Duct 3.9 mm|GB Wall 2.1 mm|
RT KID L 10.8 cm|Rk Vol 142 cc|Pole|UPPER POLE|MID POLE|CORTEX|Residual Vol|Prost Vol 32.4 cc|
SEMINAL VES|LT TESTIS SAG|EPIDIDYMIS|LT OVARY TRANS|CUL DE SAC|ENDOMETRIUM 7.2mm|FOLLICLE|
MSD 22 mm|CRL=8w4d|Fetal Pole|BPP 8/8|Umb A RI 0.62|MCA PI 1.8|3VV|Lips|Left Foot|Open Hand|
DIAPHRAGM|Situs|Choroid Plexus|LVW 6.0mm|Post Fossa|HIP COR LT|Alpha 64|SKULL LAT|MASTOID|ORBITS|
NASAL BONES|CLAVICLE AP AXIAL|SCAPULA Y|ELBOW OBL|WRIST NAVICULAR|FINGER 3|PELVIS INLET|HIP FROG|
FEMUR DISTAL|KNEE SUNRISE|TIB/FIB|CALCANEUS|TOES OBL|BABYGRAM|LOOPOGRAM|SOFT TISSUE NECK|
RIBS RPO|STERNUM LAT|SACRUM|COCCYX|LUMBAR FLEX|ODONTOID|INSPIRATION|1 HR POST|SCOUT|30 MIN|
POST VOID|EXP 12|Dose 0.12 dGycm2|DAP 1.43 Gycm2|68 kVp 4 mAs|AEC|Grid In|115 cm|
Body Part: CHEST|View: PA|B1.5|-1024|+123.4 mm|I -45.5|S 120.3|ST 2.5|SL 1.25|COR 3.0|MPR 3mm|
Thk 0.6|BONE PLUS|Lung Window|W:1500 L:-600|WW350WL40|Ser:5|Img:34/120|Acq Tm|Frame: 1 of 60|
15FPS|LAO 0 CRA 0|RAO: 29 CAU: 20|Magn 20 cm|RCA ostial|LIMA to LAD|STENT|Guide 6F|
Balloon 3.0x15|HR: 70|ST +0.5 mm|Filter 40 Hz|Lead II|10mm/mV|Rhythm strip|Atrial fibrillation|
Abnormal|RR 812 ms|T wave inversion|STATIC|Flow|Perfusion|LEFT LATERAL|RAO 45|RPO|1.5T|
BW 260 Hz/Px|TSE 15|pat2|SAG T1|COR PD FS|AX T2*|DTI|SWI minIP|TOF 3D|+C|Post Gd|DYN 4|ESOPH|
GASTRIC ANTRUM|BULB|ILEOCECAL VALVE|RECTUM RETROFLEX|POLYP 5MM|60%|25.0 Fr/s|Freeze On|Total: 12|
0.0|-10|1:1|50 Hz|x2.0|Zoom x1.5|V 1.0|Low Flow|Hi Vel|qual 2|HI FR|TX 4.2|Rx 6|DR 9|F+|EDGE+2|
H Res|Power 0 dB|Sensitivity 6|Smart Exposure|Contrast Enhanced|STIC 10 sec|VCI-C|XI 3|HDlive|
Surface Smooth|Gradient light|Th 30|Mag 1.2|Sepia
"""
TECHNICAL = [text.strip() for text in _SCREENS.replace("\n", "").split("|") if text.strip()]

IDENTIFYING = [
    "H5708301", "A3040316", "MR8931580", "716-26-5846", "O0O1I1l22", "00482915", "Smith, Paige",
    "SMITH", "RJK", "LDK", "TKB", "Tech: RJK", "Sonographer: CT", "Pt: Aaron Wright", "HALL,M",
    "Wright", "Baldwin", "AVERY^EMILY", "Dr. Kim", "26/02/2016", "13:42", "2013-05-14",
    "14 MAY 2023", "4. jun 2010", "JUN 2015", "20130514", "DOB 1963", "Age: 78", "Sex: M",
    "ID: 1234", "MRN 123", "555 0142 33", "A304 0316", "LAKESIDE GENERAL HOSPITAL",
    "UNIVERSITY CLINIC NORTH", "Mercy Imaging Center", "Riverside Women's Health",
    "St Mary's", "(311) 388-3193", "a@b.org", "www.x.org", "Иванова Мария", "王小明",
    "10 Downing Street", "Zvorg", "QUILLFEATHER", "Test Patient", "ROOM4-CG", "WS-ECHO-03", "Lu",
    "XE", "FM",
]  # fmt: skip


@pytest.mark.parametrize("text", TECHNICAL)
def test_technical_text_is_known_and_no_recognizer_takes_it(text: str) -> None:
    assert VOCABULARY.knows(text)
    assert not any(recognizer.find(text, Identity()) for recognizer in RECOGNIZERS)


@pytest.mark.parametrize("text", IDENTIFYING)
def test_what_may_identify_is_not_known(text: str) -> None:
    assert not VOCABULARY.knows(text)


@pytest.mark.parametrize(
    "text",
    ["TlS 0.4", "MI O.9", "RT KlDNEY", "PWDepth 6.1cm", "75bpm", "5UPINE", "LTKIDNEY", "L1VER",
     "0.9crn", "ABDOMFN", "LICAMID", "LIliac", "GYNEV", "YVIEW", "SRIII"],
)  # fmt: skip
def test_a_small_misreading_is_still_known(text: str) -> None:
    assert VOCABULARY.knows(text)


def test_a_lone_letter_among_digits_is_one_of_labels_and_no_ideograph() -> None:
    vocabulary = Vocabulary()
    assert vocabulary.knows("90a")
    for text in ("100川", "90刊", "9河4-5"):
        assert not vocabulary.knows(text)


def test_a_name_is_not_taken_for_a_misread_word() -> None:
    people = words("given-names") | words("family-names")
    known = {name for name in people if VOCABULARY.knows(name)}
    assert known <= VOCABULARY.clinical | VOCABULARY.labels | {"horne", "dan"}


@pytest.mark.parametrize(
    "text", ["DOB:", "Tech:", "Pt Name", "TIS 0.4", "5.0 cm", "PRF 4000Hz", "Carl Zeiss"]
)
def test_labels_and_measurements_are_certain(text: str) -> None:
    assert VOCABULARY.is_certain(text)


@pytest.mark.parametrize(
    ("text", "is_harmless"),
    [
        ("Id: DCM", True),
        ("Id: DCM / Lin: DCM / Id: ID", True),
        ("Id: DCM 4711", False),
        ("Id: 4711", False),
        ("ID: CT / DCM", False),
    ],
)
def test_behind_a_label_there_may_be_the_rest_of_a_term(text: str, *, is_harmless: bool) -> None:
    assert VOCABULARY.is_harmless(text) == is_harmless


@pytest.mark.parametrize("text", ["L", "10", "C6", "R15", "LONG", "KlDNEY", "RJK", "", "F0ot"])
def test_what_merely_may_be_technical_is_not_certain(text: str) -> None:
    assert not VOCABULARY.is_certain(text)


OTHER_LANGUAGES = """
Leber|Niere rechts|Tiefe 15 cm|stehend|Profondeur 9 cm|rein gauche|Ganancia 32|riñón derecho|
Guadagno 40|fegato|Profundidade 8|bexiga|Diepte 12 cm|Höger|Venstre|Nerka L|Hloubka 17|
Jobb vese|Sağ böbrek|Εικόνα 20|Снимок 5|правая почка|Глибина 7|立位 PA|肝臓|右腎|왼쪽|يسار|
GIF-H190|PLT-1005BT|v4.4.8|S55.3-I200.3|CIRRUS HD-OCT|MPPS Sent|Choriocap|GP 44%
"""


@pytest.mark.parametrize("text", OTHER_LANGUAGES.replace("\n", "").split("|"))
def test_consoles_in_other_languages_and_products_are_known(text: str) -> None:
    assert VOCABULARY.knows(text)
    assert not any(recognizer.find(text, Identity()) for recognizer in RECOGNIZERS)


@pytest.mark.parametrize("text", ["Lockhart", "Hovedbild", "Snittborst", "Ødegård", "Dalaks"])
def test_words_of_other_languages_run_together_are_a_name(text: str) -> None:
    assert not VOCABULARY.knows(text)


@pytest.mark.parametrize("text", ["森", "魏", "김", "Ш", "ض"])
def test_one_letter_is_a_label_only_in_latin_or_greek(text: str) -> None:
    assert not VOCABULARY.knows(text)
    assert VOCABULARY.knows("L")
    assert VOCABULARY.knows("α")  # noqa: RUF001 - the Greek letter is meant


@pytest.mark.parametrize("text", ["一", "口", "ㅡ", "丨", "十", "╋", "×"])
def test_what_the_tick_of_a_ruler_or_a_caliper_is_read_as_is_no_name(text: str) -> None:
    assert VOCABULARY.knows(text)


@pytest.mark.parametrize("text", ["十川", "五十", "患者:十"])
def test_such_a_mark_in_a_word_or_after_a_label_is_no_mark(text: str) -> None:
    assert not VOCABULARY.knows(text)


@pytest.mark.parametrize(
    "text", ["Paciente: Long", "患者: 左", "患者:左", "Hasta: sol", "Врач: Печень"]
)
def test_after_a_label_in_any_language_nothing_is_known(text: str) -> None:
    assert not VOCABULARY.knows(text)


@pytest.mark.parametrize("text", ["EG-2023051", "XX-1234", "GIF-12345", "v12.05.1943"])
def test_what_is_not_quite_a_model_or_version_is_not_known(text: str) -> None:
    assert not VOCABULARY.knows(text)


@pytest.mark.parametrize(
    "name", ["console-terms", "clinical-languages", "console-words", "dicom-terms", "timer-labels"]
)
def test_no_listed_word_is_a_listed_name(name: str) -> None:
    people = words("given-names") | words("family-names")
    assert not words(name) & people


SYLLABLES = ("ba", "del", "gor", "kin", "lus", "mar", "nov", "pes", "quil", "ros", "sten", "vik")


def test_of_names_that_syllables_make_hardly_any_is_known() -> None:
    made = {a + b + c for a in SYLLABLES for b in SYLLABLES for c in (*SYLLABLES, "")}
    known = {name for name in made if VOCABULARY.knows(name) or VOCABULARY.knows(name.upper())}
    assert len(known) < 0.003 * len(made)


def test_of_two_such_names_run_together_hardly_any_is_known() -> None:
    endings = [c + d for c in SYLLABLES[3:] for d in SYLLABLES]
    made = [a + b + ending for a in SYLLABLES for b in SYLLABLES[5:] for ending in endings]
    known = [name for name in made if VOCABULARY.knows(name.upper())]
    assert len(known) < 0.003 * len(made)


@pytest.mark.parametrize(
    "text",
    [
        "TUHHEL", "AHTRUH", "Distrbution", "22.3 nn", "4 a/s", "E/e'9.4", "Zoomx1.3",
        "50~0.42-64 Hz", "9EVF4", "LA3-16A", "En:B2", "K2 42.61 D @ 113°", "DAP 228.5 cGycm2",
        "KODAKDirectView", "NORMALECG", "PANORAMICkVp", "GBfree", "BI-RADS2", "Cerebelum3.3",
        "RTBREAST10:00", "TA 02:54", "I72.051-I227.040", "Q:20", "S3000",
        "BP 137/79 mmHg", "Fem。 neck", "3OCM-", "5Omm",
    ],
)  # fmt: skip
def test_what_consoles_write_is_known_in_small_print_and_glued(text: str) -> None:
    assert VOCABULARY.knows(text)


def test_abbreviations_run_together_where_capitals_agree() -> None:
    assert VOCABULARY.knows("MRALISTE")
    assert VOCABULARY.knows("MRAliste")
    assert not VOCABULARY.knows("MrAliste")


@pytest.mark.parametrize(
    "text", ["R1o01", "J664o8", "AS8g618", "a@b", "Op:RJ", "JK 45", "X.Y@z", "0lmo"]
)
def test_letters_that_look_like_digits_hide_nothing(text: str) -> None:
    assert not VOCABULARY.knows(text)
