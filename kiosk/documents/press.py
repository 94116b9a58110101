"""The door to the papers: set a slip, a declaration or a counter form, look at it, print it, make ready before the first.

Importing it loads neither the PDF writer nor the fonts (0.4 s on an office PC, more than a screen may cost at
start); the first call does, and ``warm_up`` can be called where nobody waits. May not know the store or Qt.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from forms.text import Message
from kiosk.documents.bring_facts import BringListData
from kiosk.documents.counter_facts import (
    ApologyData,
    ControlData,
    RefusalData,
    RegisterData,
    RoutingData,
    StopData,
    SupplementData,
)
from kiosk.documents.declaration_facts import DeclarationData
from kiosk.documents.facts import ReceiptFacts, SlipFacts
from kiosk.documents.leaflet_facts import LeafletData
from kiosk.documents.ledger_facts import HandoverData, TablesData
from kiosk.documents.lines import Show, in_vietnamese
from kiosk.documents.paper import Paper
from kiosk.documents.waiting_facts import WaitingData

MOST_LEAFED = 20
"""Pages of a paper that are drawn for the screen; what is longer is a book, to be printed or saved."""


def slip_pdf(facts: SlipFacts, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The provisional slip; see ``slip.render_slip``."""
    from kiosk.documents.slip import render_slip

    return render_slip(facts, paper, show)


def receipt_pdf(facts: ReceiptFacts, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The official receipt; see ``receipt.render_receipt``."""
    from kiosk.documents.receipt import render_receipt

    return render_receipt(facts, paper, show)


def help_pdf(sentences: Sequence[Message], paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The help of one page; see ``help_sheet``."""
    from kiosk.documents.help_sheet import render_help

    return render_help(sentences, paper, show)


def declaration_pdf(data: DeclarationData) -> bytes:
    """A declaration to sign, or its blank form; see ``declaration.render_declaration``."""
    from kiosk.documents.declaration import render_declaration

    return render_declaration(data)


def supplement_pdf(data: SupplementData, show: Show = in_vietnamese) -> bytes:
    """Form 02; see ``counter_forms``."""
    from kiosk.documents.counter_forms import render_supplement

    return render_supplement(data, show)


def refusal_pdf(data: RefusalData, show: Show = in_vietnamese) -> bytes:
    """Form 03; see ``counter_forms``."""
    from kiosk.documents.counter_forms import render_refusal

    return render_refusal(data, show)


def apology_pdf(data: ApologyData, show: Show = in_vietnamese) -> bytes:
    """Form 04; see ``counter_forms``."""
    from kiosk.documents.counter_forms import render_apology

    return render_apology(data, show)


def stop_pdf(data: StopData, show: Show = in_vietnamese) -> bytes:
    """Form 05; see ``counter_forms``."""
    from kiosk.documents.counter_forms import render_stop

    return render_stop(data, show)


def control_pdf(data: ControlData) -> bytes:
    """Form 06; see ``counter_books``."""
    from kiosk.documents.counter_books import render_control

    return render_control(data)


def register_pdf(data: RegisterData) -> bytes:
    """Form 07; see ``counter_books``."""
    from kiosk.documents.counter_books import render_register

    return render_register(data)


def routing_pdf(data: RoutingData) -> bytes:
    """The sheet that goes along with a part on paper; see ``counter_books``."""
    from kiosk.documents.counter_books import render_routing

    return render_routing(data)


def handover_pdf(data: HandoverData) -> bytes:
    """What goes to the post or another office; see ``handover``."""
    from kiosk.documents.handover import render_handover

    return render_handover(data)


def tables_pdf(data: TablesData) -> bytes:
    """A sheet of figures; see ``figures_sheet``."""
    from kiosk.documents.figures_sheet import render_tables

    return render_tables(data)


def bring_list_pdf(data: BringListData, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The take-home list of what to bring; see ``bring_list``."""
    from kiosk.documents.bring_list import render_bring_list

    return render_bring_list(data, paper, show)


def waiting_pdf(data: WaitingData, paper: Paper) -> bytes:
    """A waiting number to hold; see ``waiting_slip``."""
    from kiosk.documents.waiting_slip import render_waiting

    return render_waiting(data, paper)


def marked_again(pdf: bytes, at: datetime) -> bytes:
    """A finished paper with the mark of a copy on every page; see ``reprint``."""
    from kiosk.documents.reprint import marked

    return marked(pdf, at)


def leaflet_pdf(data: LeafletData, paper: Paper = Paper.A5, show: Show = in_vietnamese) -> bytes:
    """The leaflet about a procedure; see ``leaflet``."""
    from kiosk.documents.leaflet import render_leaflet

    return render_leaflet(data, paper, show)


def test_page_pdf(paper: Paper, at: datetime) -> bytes:
    """A page for trying a printer; see ``test_page``."""
    from kiosk.documents.test_page import render_test_page

    return render_test_page(paper, at)


def preview_png(pdf: bytes, page: int = 0, *, dots_per_inch: float = 150) -> bytes:
    """A page as the screen shows it; see ``raster.preview_png``."""
    from kiosk.documents.raster import preview_png as preview

    return preview(pdf, page, dots_per_inch=dots_per_inch)


def preview_pages(pdf: bytes) -> tuple[bytes, ...]:
    """Every page as the screen shows it, as many as somebody may want to leaf through."""
    from kiosk.documents.raster import page_count, preview_png

    return tuple(preview_png(pdf, page) for page in range(min(page_count(pdf), MOST_LEAFED)))


def thermal_pieces(pdf: bytes, *, cut: bool = True) -> Iterator[bytes]:
    """A roll's paper as the bytes a thermal printer takes, whole commands at a time; see ``escpos``."""
    from kiosk.documents.escpos import pieces
    from kiosk.documents.raster import page_count, thermal_dots

    last = page_count(pdf) - 1
    for page in range(last + 1):
        yield from pieces(thermal_dots(pdf, page), cut=cut and page == last)
