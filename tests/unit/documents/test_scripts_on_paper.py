"""Khmer, Tai Viet, Akhar Thrah and Mông on every paper a citizen gets: shaped, inside the margins, marked as drafts."""

import pytest
import uharfbuzz

from forms.path import evaluate
from forms.text import Message
from kiosk.documents.fonts import CHAM, KHMER, LATIN, TAI_VIET, FontFamily
from kiosk.documents.leaflet_facts import LeafletData
from kiosk.documents.lines import Pair, Show
from kiosk.documents.paper import SHEETS, Paper
from kiosk.documents.press import bring_list_pdf, leaflet_pdf, receipt_pdf, slip_pdf, supplement_pdf
from kiosk.documents.shaping import Shaper, split_by_script
from kiosk.documents.slip_wording import DRAFT
from kiosk.i18n.values import Value

from .counter_samples import CITIZENS
from .looking import faults, said_in_reading_order, squeezed
from .samples import RECEIPT, SLIP
from .test_bring_list import LIST
from .test_leaflets import MARITAL, WORLD, definitions, made

WORDS = {
    TAI_VIET: "ꪹꪮꪱ ꪠꪺ ꪹꪮꪱ ꪣꪸ ꪋꪮꪥꪹꪤꪎꪲꪉꪮꪮꪀꪣꪱꪹꪚꪱꪎꪸꪁꪱꫛꪋꪱꪥ",
    CHAM: "ꨀꨇꩉ ꨌꩌ ꨕꨤꨚꩆ ꨆꨵꨮꨭꨚꨶꨮꩄꨓꨎꨭꩍꨧꨤꨚꩆꨀꨗꨲꩀꨕꨯꨱꩃ",
    KHMER: "អង្គភាព ដោះស្រាយ សំណុំ ឯកសារ ប្រគល់ ទទួល លទ្ធផល ក្រុមប្រឹក្សា",
    LATIN: "Chênhz tôiv côngz ngangz pux kruô",  # Mông in the spelling of 1961
}


@pytest.mark.parametrize("family", WORDS, ids=lambda family: family.script)
def test_every_paper_of_a_citizen_is_set_in_it(family: FontFamily) -> None:
    said = WORDS[family]

    def show(message: Message, **params: Value) -> Pair:
        return Pair(message.in_vietnamese(**params), said, True)

    supplement, data = CITIZENS["02"]
    made = {
        "slip": (slip_pdf(SLIP, Paper.A5, show), Paper.A5),
        "slip on the roll": (slip_pdf(SLIP, Paper.ROLL_80, show), Paper.ROLL_80),
        "receipt": (receipt_pdf(RECEIPT, Paper.A5, show), Paper.A5),
        "supplement": (supplement(data, show), Paper.A4),
        "list": (bring_list_pdf(LIST, Paper.ROLL_80, show), Paper.ROLL_80),
        "list on a sheet": (bring_list_pdf(LIST, Paper.A5, show), Paper.A5),
        "leaflet": (leaflet_pdf(_leaflet(show), Paper.A5, show), Paper.A5),
        "leaflet on the roll": (leaflet_pdf(_leaflet(show), Paper.ROLL_80, show), Paper.ROLL_80),
    }
    assert supplement is supplement_pdf
    for name, (pdf, paper) in made.items():
        sheet = SHEETS[paper]
        # Vowels lean over the letter before them, and a slip's notes are small: lines and margins are judged.
        told = faults(pdf, sheet.side, sheet.top, sheet.bottom)
        found = [one for one in told if "crowded" not in one and " pt at " not in one]
        assert found == [], name
        read = said_in_reading_order(pdf)
        assert read.count(squeezed(said)) > 3, name
        assert squeezed(DRAFT.vi) in read, f"{name}: what the dashed bars mean"


def _leaflet(show: Show) -> LeafletData:
    definition = next(one for one in definitions() if one.code == MARITAL)
    return made(evaluate(definition, {}, (), WORLD), show)


@pytest.mark.parametrize("family", WORDS, ids=lambda family: family.script)
def test_letters_are_placed_as_the_font_wants_them(family: FontFamily) -> None:
    """As HarfBuzz places them: signs on their letter, and not one glyph after another as typed."""
    for word in WORDS[family].split():
        (run,) = Shaper().runs(word, bold=False)
        assert run.face.family is family
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        buffer.guess_segment_properties()
        uharfbuzz.shape(run.face.hb_font, buffer, {})
        font = run.face.pdf_font.face
        got = [font.charToGlyph[ord(char)] for char in run.glyphs]
        assert got == [info.codepoint for info in buffer.glyph_infos]
        assert not {0, font.charToGlyph[0x25CC]} & set(got)


def test_a_vowel_written_after_its_letter_is_drawn_before_it() -> None:
    (run,) = Shaper().runs("ꨕꨯ", bold=False)
    font = run.face.pdf_font.face
    drawn = [font.charToGlyph[ord(char)] for char in run.glyphs]
    assert drawn[-1] == font.charToGlyph[ord("ꨕ")]


def test_each_run_has_its_own_font() -> None:
    pieces = [family.script for family, _ in split_by_script("Xã ꪼꪕ ꨌꩌ 12")]
    assert pieces == ["Latn", "Tavt", "Latn", "Cham", "Latn"]
