"""What is fuzzed: everything that codeer reads from outside, each with samples, words and what must hold."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from codeer.errors import CodeerError
from tests.soak import fuzz_checks as checks
from tests.soak import fuzz_lists as lists
from tests.soak import fuzz_seeds as seeds

SECONDS_PER_MEGABYTE = 10
SECONDS_AT_LEAST = 2
"""Of processor time; below this a small input says nothing of how time grows."""


class TooSlowError(AssertionError):
    """An input took longer than its size allows."""


@dataclass(frozen=True, slots=True)
class Target:
    """Bytes in; a value that is whole or a CodeerError out."""

    suffix: str
    check: Callable[[Path], None]
    seeds: Callable[[], Iterable[bytes]]
    kind: str
    """How inputs are changed: `text`, `json`, `yaml`, `xml`, `pdf` or `package`."""
    words: str = ""
    """Words of the format, apart by white space."""
    most: int = 16_000
    """Bytes of the largest input."""


_LABELS = "I: R: Moeder: JIM01: Spreker_1: [00:01:02] #00:00:01-5# ** __ Einde_interview Datum: Respondent: ; - \t ( ) [ ] XX ... geen_spreker"
_YAML = "- : ? ! & * | > ' \" [ ] { } , # --- ... ~ null true <<: !!str !!python/object: \\x00 | >- %YAML"
_CODEBOOK = f"{_YAML} naam codes id patroon patronen tokens gewicht uitleg trefwoorden uitzonderingen kenmerken waarden subcodes woordgroepen LOWER REGEX IN OP TEXT LEMMA IS_PUNCT LENGTH FUZZY NOT_IN SUBSET ! + ? * {{1,3}} <persoon> <NOUN> *3 =mocht +a a+ a|b a?"
_STUDY = f"{_YAML} naam groepen meervoud prefix sprekers verwacht samengevoegd interviewers transcripten tabellen kolommen respondent groep vraag antwoord geen geen_spreker interviewer meer_antwoorden zelfde_respondenten eenheid zin beurt"
_RTF = r"{ } \par \'e9 \u8364? \uc2 \bin99 \bin \deleted \deleted0 \plain \cell \row \nestcell {\*\nesttableprops {\pict {\footnote {\header \line \tab \ansicpg10000 \ansicpg932 \fcharset128 \u-1 \u99999 {\fonttbl {\field{\*\fldinst {\shptxt"
_PDF = "obj endobj stream endstream xref trailer startxref /Length /Filter /FlateDecode /ASCII85Decode /LZWDecode /RunLengthDecode /Kids /Parent /Prev /ObjStm /XRef /Encrypt /ToUnicode /Contents /Annots /Font R << >> [ ] ( ) Tj TJ Td Tm ET BT Do BI ID EI /Type0 /Differences"
_TABLE = (
    'code groep vraag antwoord ; , \t " "" sep=; \r\n J01 jongere #N/A =1+1 Hoe_gaat_het? Vraag'
)
_SHEET = 'transcript respondent begin einde thema codeur besluit memo tekst aanvaard verwerp " ; , J01.txt gemak band Anna document tag content'
_CUES = "--> 00:00:01.000 00:00:02,000 <v_Anna> </v> <c> WEBVTT NOTE STYLE align:start position:0% &amp; &#13; &#xD800; 1 Anna:"
_STM = ";; A 1 2.5 <o,f0> { / @ } inter_segment_gap IGNORE_TIME_SEGMENT_IN_SCORING excluded_region"


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


TARGETS: dict[str, Target] = {
    "txt": Target(".txt", checks.check_plain, seeds.plain_seeds, "text", _LABELS),
    "md": Target(".md", checks.check_plain, lambda: seeds.text_seeds(".md"), "text", _LABELS),
    "vtt": Target(".vtt", checks.check_transcript, lambda: seeds.text_seeds(".vtt"), "text", _CUES),
    "srt": Target(".srt", checks.check_transcript, lambda: seeds.text_seeds(".srt"), "text", _CUES),
    "stm": Target(".stm", checks.check_transcript, lambda: seeds.text_seeds(".stm"), "text", _STM),
    "rtf": Target(".rtf", checks.check_transcript, seeds.rtf_seeds, "text", _RTF),
    "pdf": Target(".pdf", checks.check_transcript, seeds.pdf_seeds, "pdf", _PDF),
    "docx": Target(".docx", checks.check_transcript, seeds.docx_seeds, "package", _LABELS),
    "odt": Target(".odt", checks.check_transcript, seeds.odt_seeds, "package", _LABELS),
    "json": Target(".json", checks.check_transcript, seeds.json_seeds, "json"),
    "otr": Target(".otr", checks.check_transcript, lambda: seeds.text_seeds(".otr"), "json", "<p> <br> <span> <div> &nbsp; <!-- <script> </p>"),
    "csv": Target(".csv", checks.check_table, seeds.csv_seeds, "text", _TABLE),
    "xlsx": Target(".xlsx", checks.check_table, seeds.xlsx_seeds, "package", _TABLE),
    "codebook": Target(".yaml", checks.check_codebook, seeds.codebook_seeds, "yaml", _CODEBOOK),
    "study": Target(".yaml", checks.check_study, seeds.study_seeds, "yaml", _STUDY),
    "settings": Target(".yaml", checks.check_settings, lambda: [seeds.SETTINGS.encode()], "yaml", f"{_YAML} llm adres model sta_netwerk_toe gelijktijdig wachttijd pogingen http://[::1]:80/v1 localhost 127.1 0x7f000001 @ %31 .nan 1e400"),
    "sheet-csv": Target(".csv", checks.check_sheet, seeds.sheet_csv_seeds, "text", _SHEET),
    "sheet-xlsx": Target(".xlsx", checks.check_sheet, seeds.sheet_xlsx_seeds, "package", _SHEET),
    "packet": Target(".codeer", checks.check_packet, seeds.packet_seeds, "package", _CODEBOOK),
    "qdpx": Target(".qdpx", checks.check_qdpx, seeds.qdpx_seeds, "package", _LABELS),
    "qdc": Target(".qdc", checks.check_qdc, seeds.qdc_seeds, "xml"),
    "key": Target(".json", checks.check_key, lambda: [_json(seeds.KEY)], "json"),
    "bank": Target(".jsonl", lists.check_bank, lambda: [_json(lists.BANK) + b"\n" + _json(lists.BANK)], "json"),
    "names": Target(".txt", lists.check_names, lambda: [lists.NAMES.encode()], "text", "naam: SCHOOL: , \n bsn:"),
    "names-list": Target(".csv", lists.check_name_list, lambda: [seeds.as_csv(lists.LIST, ";").encode()], "text", 'ja nee NAAM | ; " [NAAM-1] besluit'),
    "reply": Target(".json", lists.check_reply, lambda: [_json(lists.REPLY)], "json", "</think> [ { suggesties"),
    "learned": Target(".npz", lists.check_learned, lambda: [lists.learned_seed()], "package", "{'descr': '|O', 'shape': (9999999999,), }"),
}  # fmt: skip


def words_of(target: Target) -> list[bytes]:
    """Return the words of a format; a low line stands for a space."""
    return [word.replace("_", " ").encode() for word in target.words.split()]


def run(target: Target, data: bytes, folder: Path) -> bool:
    """Give these bytes to codeer as a file; tell whether they were read, and raise when they are a find."""
    path = folder / f"J01{target.suffix}"
    path.write_bytes(data)
    began, is_read = time.process_time(), False
    try:
        target.check(path)
        is_read = True
    except CodeerError as error:
        checks.require(bool(str(error)), "an error without a message")
    took = time.process_time() - began
    allowed = SECONDS_AT_LEAST + SECONDS_PER_MEGABYTE * len(data) / 1_000_000
    if took > allowed:
        raise TooSlowError(f"{took:.1f} s of processor time for {len(data)} bytes")
    return is_read
