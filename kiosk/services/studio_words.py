"""The written translation, typed beside the recording: always a draft until somebody reviews it.

Only the entries of the pack in the making are written; the program's template is never touched.
"""

import unicodedata

import polib

from forms.errors import KnownError
from forms.text import Message
from kiosk.i18n.packs import VIETNAMESE
from kiosk.i18n.placeholders import agree, names
from kiosk.services.studio import Making
from kiosk.store import files

VALUES_DIFFER = Message(
    "error.studio.values_differ",
    "Câu dịch phải giữ nguyên các chỗ trống {values}.",
    "A typed translation lost or changed a gap for a value. {values} are the gaps as they must be written.",
)
NOT_VIETNAMESE = Message(
    "error.studio.not_vietnamese",
    "Chữ tiếng Việt là lời gốc của chương trình, không sửa ở đây.",
    "The Vietnamese text is not translated.",
)


def written(made: Making, message: Message) -> str:
    """The translation of one sentence in the pack in the making; empty when there is none."""
    entry = _book(made).find(message.id, by="msgctxt")
    return entry.msgstr if entry is not None and entry.msgid == message.vi else ""


def write(made: Making, message: Message, text: str) -> None:
    """Keeps a translation as a draft; an empty one takes it away. Durable when this returns."""
    if made.tag == VIETNAMESE:
        raise KnownError(NOT_VIETNAMESE)
    text = unicodedata.normalize("NFC", text.strip())
    if text and not agree(message.vi, text):
        wanted = ", ".join(f"{{{name}}}" for name in sorted(names(message.vi)))
        raise KnownError(VALUES_DIFFER, values=wanted or "–")
    book = _book(made)
    entry = book.find(message.id, by="msgctxt")
    if entry is not None:
        book.remove(entry)
    if text:
        book.append(
            polib.POEntry(
                msgctxt=message.id, msgid=message.vi, msgstr=text, comment=message.note, flags=["fuzzy"]
            )
        )
    files.replace(made.pack.messages_file, str(book).encode())


def _book(made: Making) -> polib.POFile:
    if made.pack.messages_file.exists():
        return polib.pofile(str(made.pack.messages_file), encoding="utf-8", wrapwidth=0)
    book = polib.POFile(wrapwidth=0)
    book.metadata = {
        "Language": made.tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    return book
