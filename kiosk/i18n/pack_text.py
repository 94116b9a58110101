"""A pack's description as the text of its ``pack.toml``: what ``packs.read_pack`` reads, the other way round."""

import json
from collections.abc import Iterable

from kiosk.i18n.packs import PACK_FORMAT, Pack, Plural
from kiosk.i18n.values import Formats


def pack_toml(pack: Pack) -> str:
    """Whole and in the order of the format's description; what has its usual value is left out."""
    lines = [
        f"format = {PACK_FORMAT}",
        *_texts(tag=pack.tag, name=pack.name, name_vi=pack.name_vi, version=pack.version),
        *_texts(licence=pack.licence, about_vi=pack.about_vi, min_program=pack.min_program),
        *_lists(fonts=pack.fonts, letters=pack.letters, related=pack.related),
        *_lists(reviewers=pack.reviewers, provinces=pack.provinces),
    ]
    words = _texts(grammar=pack.grammar, plural="" if pack.plural is Plural.NONE else str(pack.plural))
    usual, own = Formats(), pack.formats
    formats = _texts(
        date="" if own.date == usual.date else own.date,
        month="" if own.month == usual.month else own.month,
        thousands="" if own.thousands == usual.thousands else own.thousands,
    )
    for table, inside in (("[words]", words), ("[formats]", formats)):
        if inside:
            lines += ["", table, *inside]
    for branch in pack.branches:
        lines += ["", "[[branches]]", *_texts(id=branch.id, name=branch.name, name_vi=branch.name_vi)]
    for voice in pack.voices:
        lines += ["", "[[voices]]", *_texts(id=voice.id, name=voice.name, branch=voice.branch)]
        lines += ["synthetic = true"] if voice.synthetic else []
        lines += _texts(consented=voice.consented)
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """JSON's strings are TOML's basic strings."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(**entries: str) -> list[str]:
    return [f"{key} = {_quoted(text)}" for key, text in entries.items() if text]


def _lists(**entries: Iterable[str]) -> list[str]:
    found = {key: ", ".join(_quoted(one) for one in ones) for key, ones in entries.items()}
    return [f"{key} = [{inside}]" for key, inside in found.items() if inside]
