"""Takes as they are made: each one durable before the next prompt, and the voice's list of clips always whole.

A sudden end loses at most the take in hand: a clip is written first, then noted as taken, then listed once its sentence has
all its parts. May not know screens or microphones.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from forms.text import Message
from kiosk.i18n.clips import CLIPS_FORMAT, text_hash
from kiosk.services.studio import Making
from kiosk.services.studio_prompts import Prompt
from kiosk.store import files
from kiosk.voice.clip import encoded
from kiosk.voice.samples import CLIP_RATE, Samples

_FORMAT = 1
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}\.ogg")


@dataclass(frozen=True, slots=True)
class Take:
    """One recorded part: of which Vietnamese, in which cut, how long."""

    sha256: str
    parts: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a voice is. ``core`` and ``all`` count prompts; minutes are of sitting at the microphone."""

    core_done: int
    core: int
    all_done: int
    all: int
    minutes_left: float
    spoken_seconds: float

    @property
    def share(self) -> float:
        """Of the core path, 0 to 1."""
        return self.core_done / self.core if self.core else 1.0


@dataclass
class Takes:
    """The takes of one voice, read once and kept in step with the disk."""

    made: Making
    taken: dict[str, Take] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, made: Making) -> "Takes":
        """As the disk has them; what cannot be read is put aside and recorded anew."""
        takes = cls(made)
        try:
            content = json.loads(made.takes_file.read_text(encoding="utf-8"))
            for name, take in content["takes"].items():
                if _FILE.fullmatch(name) and (made.clips / name).is_file():
                    takes.taken[name] = Take(take["sha256"], tuple(take["parts"]), float(take["seconds"]))
            takes.skipped = {str(name) for name in content.get("skipped", ())}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            files.set_aside(made.takes_file, "damaged")
            takes.taken.clear()
        return takes

    def has(self, prompt: Prompt) -> bool:
        """Whether this prompt was recorded for its present words."""
        take = self.taken.get(prompt.file)
        return take is not None and take.sha256 == text_hash(prompt.message.vi) and take.parts == prompt.parts

    def keep(self, prompt: Prompt, samples: Samples, every: Sequence[Prompt]) -> None:
        """A good take: on the disk, for good, when this returns. ``every`` are all prompts, to list whole sentences."""
        files.replace(self.made.clips / prompt.file, encoded(samples))
        self.taken[prompt.file] = Take(
            text_hash(prompt.message.vi), prompt.parts, round(len(samples) / CLIP_RATE, 2)
        )
        self.skipped.discard(prompt.file)
        self._write()
        self._list(every)

    def drop(self, prompt: Prompt, every: Sequence[Prompt]) -> None:
        """A take is taken back."""
        if self.taken.pop(prompt.file, None) is not None:
            self._write()
            self._list(every)
            (self.made.clips / prompt.file).unlink(missing_ok=True)

    def skip(self, prompt: Prompt) -> None:
        """Not now: it comes again when all others are done."""
        self.skipped.add(prompt.file)
        self._write()

    def next(self, every: Sequence[Prompt], after: int = -1) -> int | None:
        """The prompt to record now: the next one open behind ``after``, then from the beginning; skipped ones last."""
        order = [*range(after + 1, len(every)), *range(after + 1)]
        still = [at for at in order if not self.has(every[at])]
        fresh = [at for at in still if every[at].file not in self.skipped]
        return next(iter(fresh or still), None)

    def progress(self, every: Iterable[Prompt]) -> Progress:
        """Counted anew; minutes left are those of the core path, and of everything once that is done."""
        core_done = core = done = count = 0
        core_left = left = spoken = 0.0
        for prompt in every:
            count += 1
            core += prompt.core
            if self.has(prompt):
                done += 1
                core_done += prompt.core
                spoken += self.taken[prompt.file].seconds
            else:
                left += prompt.minutes
                core_left += prompt.minutes * prompt.core
        return Progress(core_done, core, done, count, core_left or left, spoken)

    def _write(self) -> None:
        content = {
            "format": _FORMAT,
            "takes": {
                name: {"sha256": take.sha256, "parts": list(take.parts), "seconds": take.seconds}
                for name, take in sorted(self.taken.items())
            },
            "skipped": sorted(self.skipped),
        }
        files.replace(self.made.takes_file, json.dumps(content, ensure_ascii=False).encode())

    def _list(self, every: Iterable[Prompt]) -> None:
        """``clips.json`` of this voice: every sentence all of whose parts were taken, those of other days included."""
        whole: dict[str, list[Prompt]] = {}
        for prompt in every:
            whole.setdefault(prompt.message.id, []).append(prompt)
        entries: dict[str, Mapping[str, object]] = self._listed_elsewhere(whole)
        for parts in whole.values():
            if not all(self.has(part) for part in parts):
                continue
            seconds = sum(self.taken[part.file].seconds for part in parts)
            for message in (parts[0].message, *parts[0].same):
                entries[message.id] = _entry(message, parts[0].parts, seconds)
        lines = (
            f"{json.dumps(key)}: {json.dumps(entries[key], ensure_ascii=False)}" for key in sorted(entries)
        )
        text = f'{{"format": {CLIPS_FORMAT}, "clips": {{\n' + ",\n".join(lines) + "\n}}\n"
        files.replace(self.made.clips / "clips.json", text.encode())

    def _listed_elsewhere(self, whole: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
        """Sentences recorded once that are asked for no more: kept, they may come back with an older or newer program."""
        try:
            content = json.loads((self.made.clips / "clips.json").read_text(encoding="utf-8"))["clips"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return {key: value for key, value in content.items() if key not in whole and _is_here(self, value)}


def _is_here(takes: Takes, entry: object) -> bool:
    names = entry.get("parts", ()) if isinstance(entry, dict) else ()
    return bool(names) and all(str(n).startswith("{") or str(n) in takes.taken for n in names)


def _entry(message: Message, parts: Sequence[str], seconds: float) -> Mapping[str, object]:
    return {
        "parts": list(parts),
        "sha256": text_hash(message.vi),
        "synthetic": False,
        "seconds": round(seconds, 2),
    }
