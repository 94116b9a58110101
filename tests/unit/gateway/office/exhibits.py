"""Invented dossiers of real procedures, with pictures, as a province's queue would hold them."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import qrcode
from PIL import Image, ImageDraw

from forms.catalogue import Catalogue
from forms.definition import Definition
from forms.path import Context, evaluate
from forms.rules.card_qr import Card, write_card
from forms.rules.identity import Sex
from forms.sample import sample
from forms.states import CaseStatus, Channel
from sync.gateway.office.people import applicant_of, people_of
from tests.unit.gateway.office.bureau import Bureau
from tests.unit.gateway.rig import Machine

CODES = ("1.004873", "1.004873", "3.000722", "1.000656", "1.001193", "1.004222", "2.000815")


@dataclass(frozen=True)
class Exhibit:
    """A dossier that was filed, and what is known of it."""

    dossier: str
    parcel: str
    definition: Definition
    answers: Mapping[str, Any]


def card_picture(card: Card, words: str) -> bytes:
    """A photographed card: a code that a scanner reads, and a few words."""
    code = qrcode.make(write_card(card), box_size=4, border=3).get_image().convert("RGB")
    picture = Image.new("RGB", (900, 560), "#dfe9ef")
    picture.paste(code, (picture.width - code.width - 30, 30))
    ImageDraw.Draw(picture).text((40, 60), words, fill="#223344", font_size=34)
    return _jpeg(picture)


def page_picture(words: str) -> bytes:
    """A photographed page."""
    picture = Image.new("RGB", (800, 1100), "#fbfaf5")
    draw = ImageDraw.Draw(picture)
    draw.text((80, 80), words, fill="#111111", font_size=32)
    for line in range(20):
        draw.line((80, 180 + 40 * line, 720, 180 + 40 * line), fill="#888888", width=2)
    return _jpeg(picture)


def pdf_paper(words: str) -> bytes:
    """A paper of two pages as PDF."""
    sink = io.BytesIO()
    pages = [Image.open(io.BytesIO(page_picture(f"{words}, trang {number}"))) for number in (1, 2)]
    pages[0].save(sink, "PDF", save_all=True, append_images=pages[1:])
    return sink.getvalue()


def file_one(bureau: Bureau, machine: Machine, code: str, seed: int, **changed: Any) -> Exhibit:
    """File an invented dossier of a real procedure; the requester's card has another day of birth on it."""
    definition = _catalogue().newest(code, date(2026, 11, 23))
    answers = dict(sample(definition, seed))
    unsure = answers.pop("$unsure", [])
    context = Context(date(2026, 11, 23), machine.unit, Channel.IN_PERSON, assisted=True)
    state = evaluate(definition, answers, frozenset(unsure), context)
    parts = [
        {
            "part": one.part.id,
            "authority": {
                "kind": one.part.authority.kind,
                "unit": "11" if one.part.authority.kind == "bhxh" else machine.unit,
                "name": {"ubnd_xa": "UBND xã Thử Nghiệm", "cong_an_xa": "Công an xã Thử Nghiệm"}.get(
                    one.part.authority.kind, one.part.authority.name.vi
                ),
            },
        }
        for one in state.parts
        if one.chosen
    ]
    asked = applicant_of(people_of(definition, answers))
    assert asked is not None
    card = Card(
        asked.number, "", asked.name, date(1990, 1, 2), Sex.FEMALE, "Bản Mẫu 1, Xã Thử", date(2021, 3, 2)
    )
    known = [paper.id for paper in definition.papers]
    place = "identity_card" if "identity_card" in known else known[0]
    papers = [(place, card_picture(card, "CĂN CƯỚC (ảnh thử)"))]
    slots = [paper.paper.id for paper in state.papers if paper.needed and paper.paper.id != place][:2]
    papers += [(slot, page_picture("Giấy thử nghiệm")) for slot in slots[:1]]
    papers += [(slot, pdf_paper("Giấy PDF thử nghiệm")) for slot in slots[1:2]]
    record = {
        "parts": parts,
        "unsure": list(unsure),
        "origins": {key: "card" if "number" in key else "typed" for key in state.record()},
        **changed,
    }
    record["papers"] = _listed(papers)
    cargo = bureau.pack(
        machine,
        answers=state.record(),
        papers=tuple(papers),
        procedure=code,
        version=definition.version,
        record=record,
    )
    stated = bureau.file(machine, cargo)
    assert [one.type for one in stated] == ["recorded", "delivered"], [
        (one.reason, one.detail) for one in stated
    ]
    return Exhibit(cargo.manifest.dossier, cargo.parcel, definition, state.record())


def queue_of(bureau: Bureau, machine: Machine) -> list[Exhibit]:
    """A small queue: new, received, near its day, overdue, asked for more, decided; two that look alike."""
    exhibits = [file_one(bureau, machine, code, seed) for seed, code in enumerate(CODES, 1)]
    exhibits.append(
        file_one(
            bureau,
            machine,
            CODES[0],
            1,
            channel={"code": 1, "assisted": True, "place": "outreach", "trip": "Bản Mẫu, đợt 2"},
        )
    )
    tell = bureau.office.tell_status
    for one in exhibits[1:5]:
        tell(one.dossier, CaseStatus.RECEIVED)
    bureau.clock.turn(3 * 86400)
    tell(exhibits[2].dossier, CaseStatus.PROCESSING)
    bureau.office.ask_supplement(exhibits[3].dossier, "Xin bổ sung giấy báo tử.")
    tell(exhibits[4].dossier, CaseStatus.PROCESSING)
    tell(exhibits[4].dossier, CaseStatus.DECIDED)
    tell(exhibits[5].dossier, CaseStatus.RECEIVED)
    bureau.opener.work()
    return exhibits


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return Catalogue.shipped()


def _listed(papers: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    return [
        {
            "slot": slot,
            "paper": paper,
            "handling": "copy",
            "name": paper,
            "pages": 2 if data.startswith(b"%PDF") else 1,
            "media": "application/pdf" if data.startswith(b"%PDF") else "image/jpeg",
            "size": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
            "digitised": {"at": "2026-11-23T01:50:00Z", "by": "can-bo-1", "how": "camera"},
            "returned": True,
            "envelope": None,
        }
        for slot, (paper, data) in enumerate(papers)
    ]


def _jpeg(picture: Image.Image) -> bytes:
    sink = io.BytesIO()
    picture.save(sink, "JPEG", quality=85)
    return sink.getvalue()
