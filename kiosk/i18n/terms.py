"""Puts attested words of minority languages into their packs as drafts: ``python -m kiosk.i18n.terms``.

Build time only. ``translations/terms`` holds for each language the words found in named sources, with how sure each is; for
each meaning the messages that say exactly this and nothing else; and short phrases made of those words alone. A word whose
form is doubtful is kept there for speakers and is never shown. What a person wrote into a pack is never touched.
"""

import argparse
import csv
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

import polib

from kiosk.i18n.extract import update as bring_in_step
from kiosk.i18n.gather import gather
from kiosk.i18n.packs import TEMPLATE

FOLDER = "terms"
_SOURCES, _USES, _PHRASES = "sources.csv", "uses.csv", "phrases.csv"

#: A word of the same meaning in another spelling of the language, told to translators beside it.
BESIDE: Mapping[str, tuple[str, str]] = {"hmn-Latn-VN": ("rpa", "mww-Latn-VN")}

_HEADER = """Words found in named sources (translations/terms), put here by kiosk.i18n.terms. No speaker has read them yet:
every entry is fuzzy. 'attested:' = the whole text was found with this meaning in the named source; 'words:' = its parts
were, or it was respelt from what was found."""
_PLACED = re.compile(r"(?:attested|words): (?P<form>.+?) — ")


class Certainty(StrEnum):
    """How sure a word is, surest first."""

    TWO_SOURCES = "two-sources"
    ATTESTED = "attested"
    CONVERTED = "converted"  # put together or respelt from what was found
    DOUBTFUL = "doubtful"  # for speakers to judge; never shown


@dataclass(frozen=True, slots=True)
class Term:
    """One word or fixed phrase with its meaning, as a source has it."""

    gloss: str
    vi: str
    form: str
    certainty: Certainty
    sources: tuple[str, ...]
    note: str

    @property
    def is_shown(self) -> bool:
        """Whether it may stand on a screen."""
        return self.certainty is not Certainty.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Placed:
    """What a pack's entry gets: text and translator comment."""

    text: str
    comment: str


class TermsUnsoundError(ValueError):
    """The files in ``translations/terms`` contradict themselves or the messages; names the place."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything in ``translations/terms``."""

    words: Mapping[str, Mapping[str, Term]]  # by tag and gloss
    sources: Mapping[str, str]
    uses: tuple[tuple[str, str, str], ...]  # gloss, pattern of message ids, their Vietnamese
    phrases: tuple[tuple[str, str, str, str, tuple[str, ...]], ...]  # tag, pattern, Vietnamese, form, glosses

    @classmethod
    def read(cls, folder: Path) -> "Terms":
        """Raises TermsUnsoundError."""
        sources = {row["key"]: row["source"] for row in _rows(folder / _SOURCES)}
        words: dict[str, dict[str, Term]] = {}
        for path in sorted(folder.glob("*-*-VN.csv")):
            found = words.setdefault(path.stem, {})
            for row in _rows(path):
                term = _term(row, path.name, sources)
                if term.gloss in found:
                    raise TermsUnsoundError(f"{path.name}: {term.gloss!r} stands there twice")
                found[term.gloss] = term
        uses = tuple((row["gloss"], row["message"], row["vi"]) for row in _rows(folder / _USES))
        for gloss, _, _ in uses:
            if not any(gloss in of_tag for of_tag in words.values()):
                raise TermsUnsoundError(f"{_USES}: no language has a word for {gloss!r}")
        phrases = tuple(
            (row["tag"], row["message"], row["vi"], row["form"], tuple(row["words"].split(";")))
            for row in _rows(folder / _PHRASES)
        )
        return cls(words, sources, uses, phrases)

    def placements(self, tag: str, messages: Mapping[str, str]) -> dict[str, Placed]:
        """What this pack's entries get, by message id. ``messages``: the Vietnamese of each. Raises TermsUnsoundError."""
        placed: dict[str, Placed] = {}
        for gloss, pattern, vi in self.uses:
            ids = _matching(messages, pattern, vi, _USES)
            term = self.words[tag].get(gloss)
            if term is not None and term.is_shown:
                placed |= {one: Placed(_as_written(term.form, vi), self._comment(tag, term)) for one in ids}
        for of_tag, pattern, vi, form, glosses in self.phrases:
            ids = _matching(messages, pattern, vi, _PHRASES)
            if of_tag == tag:
                text = Placed(_as_written(form, vi), self._comment_of_phrase(tag, form, glosses))
                placed |= dict.fromkeys(ids, text)
        return placed

    def _comment(self, tag: str, term: Term) -> str:
        found = "words" if term.certainty is Certainty.CONVERTED else "attested"
        lines = [
            f"{found}: {term.form} — {self._named(term.sources)}",
            f"certainty: {term.certainty}",
        ]
        if tag in BESIDE:
            label, other = BESIDE[tag]
            beside = self.words[other].get(term.gloss)
            if beside is not None and beside.is_shown:
                lines.append(f"{label}: {beside.form}")
        return "\n".join(lines)

    def _comment_of_phrase(self, tag: str, form: str, glosses: tuple[str, ...]) -> str:
        parts = [self.words[tag].get(gloss) for gloss in glosses]
        terms = [part for part in parts if part is not None and part.is_shown]
        spelt = [word for term in terms for word in term.form.split()]
        if len(terms) != len(parts) or spelt != form.replace(",", "").split():
            raise TermsUnsoundError(f"{_PHRASES}: {form!r} is not made of the words {', '.join(glosses)}")
        told = ", ".join(f"{term.form} {term.vi}" for term in terms)
        sources = tuple(dict.fromkeys(source for term in terms for source in term.sources))
        weakest = max((Certainty.CONVERTED, *(term.certainty for term in terms)), key=list(Certainty).index)
        return f"words: {form} — {told} ({self._named(sources)})\ncertainty: {weakest}"

    def _named(self, sources: Iterable[str]) -> str:
        return "; ".join(self.sources[source] for source in sources)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _term(row: Mapping[str, str], place: str, sources: Mapping[str, str]) -> Term:
    keys = tuple(row["source"].split("+"))
    if row["certainty"] not in list(Certainty) or not set(keys) <= sources.keys() or not row["form"].strip():
        raise TermsUnsoundError(f"{place}: {row['gloss']!r} has no form, no certainty or an unnamed source")
    return Term(row["gloss"], row["vi"], row["form"], Certainty(row["certainty"]), keys, row["note"])


def _matching(messages: Mapping[str, str], pattern: str, vi: str, place: str) -> tuple[str, ...]:
    found = tuple(one for one, said in messages.items() if said == vi and fnmatchcase(one, pattern))
    if not found:
        raise TermsUnsoundError(f"{place}: no message {pattern} says {vi!r}")
    return found


def _as_written(form: str, vi: str) -> str:
    """With a capital where the Vietnamese has one; scripts without capitals stay as they are."""
    if not vi[0].isupper():
        return form
    at = next((index for index, char in enumerate(form) if char.isalpha()), 0)
    return form[:at] + form[at].upper() + form[at + 1 :]


def _is_ours(entry: polib.POEntry) -> bool:
    """Whether it still is what this command put there: a draft whose text is the form its comment names."""
    placed = _PLACED.match(entry.tcomment)
    return entry.fuzzy and placed is not None and placed["form"].casefold() == entry.msgstr.casefold()


def put(po: polib.POFile, wanted: Mapping[str, Placed], messages: Mapping[str, str]) -> bool:
    """Brings a pack's drafts in step; whether anything had to change. Persons' translations stay."""
    changed = False
    known = {entry.msgctxt: entry for entry in po if not entry.obsolete}
    for id, entry in known.items():
        if id not in wanted and _is_ours(entry):
            po.remove(entry)
            changed = True
    for id, placed in wanted.items():
        if id not in known:
            known[id] = polib.POEntry(msgctxt=id, msgid=messages[id])
            po.append(known[id])
        entry = known[id]
        if entry.msgstr and not _is_ours(entry):
            continue
        if (entry.msgid, entry.msgstr, entry.tcomment) != (messages[id], placed.text, placed.comment):
            entry.msgid, entry.msgstr, entry.tcomment = messages[id], placed.text, placed.comment
            entry.flags, entry.previous_msgid = ["fuzzy"], None
            changed = True
    return changed


def update(translations: Path, *, check: bool = False) -> tuple[Path, ...]:
    """Brings the packs under ``translations`` in step with its ``terms``; returns the files that were not."""
    messages = {
        entry.msgctxt: entry.msgid
        for entry in polib.pofile(str(translations / TEMPLATE), encoding="utf-8")
        if entry.msgctxt
    }
    terms = Terms.read(translations / FOLDER)
    changed = []
    for tag in terms.words:
        path = translations / tag / "messages.po"
        wanted = terms.placements(tag, messages)
        po = polib.POFile(wrapwidth=0)
        if path.exists():
            po = polib.pofile(str(path), encoding="utf-8", wrapwidth=0)
        if not put(po, wanted, messages):
            continue
        changed.append(path)
        if not check:
            po.header = po.header or _HEADER
            po.metadata.setdefault("Language", tag)
            po.metadata.setdefault("Content-Type", "text/plain; charset=UTF-8")
            po.save(str(path))
    return tuple(changed)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 in step or brought in step; 1 out of step (``--check``) or a fault in the terms, named on standard error."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.i18n.terms", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say which packs are out of step")
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[2])
    options = parser.parse_args(arguments)
    try:
        changed = update(options.root / "translations", check=options.check)
    except TermsUnsoundError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    for path in changed:
        state = "out of step, run python -m kiosk.i18n.terms" if options.check else "brought in step"
        sys.stderr.write(f"{path.relative_to(options.root)}: {state}\n")
    if changed and not options.check:
        bring_in_step(options.root, gather(options.root))
    return 1 if options.check and changed else 0


if __name__ == "__main__":
    raise SystemExit(main())
