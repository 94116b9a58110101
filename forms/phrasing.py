"""Making ``Message`` values of the texts in a definition's file, with ids that packs can rely on."""

from forms.reading import Node
from forms.text import Message

_build = Message  # made from the file's own texts: packs find them through Definition.messages()


class Texts:
    """Makes messages with ids under a prefix such as ``form.<code>``. A ``note`` beside a text is for the translator of
    every text of the same table that has no note of its own; options take the note of their field."""

    def __init__(self, prefix: str, note: str = "") -> None:
        self.prefix = prefix
        self.note = note

    def within(self, node: Node) -> "Texts":
        """The same, with the note of this table where texts inside have none."""
        return Texts(self.prefix, node.text("note", needed=False) or self.note)

    def of(self, node: Node, key: str, message_id: str) -> Message:
        """A needed text: ``key: "…"`` or ``key: {vi: "…", note: "…"}``."""
        return self.maybe(node, key, message_id, needed=True) or _build(f"{self.prefix}.{message_id}", "?")

    def maybe(self, node: Node, key: str, message_id: str, *, needed: bool = False) -> Message | None:
        """A text that may be absent."""
        raw = node.raw(key, needed=needed)
        if raw is None:
            return None
        if isinstance(raw, str):
            return _build(f"{self.prefix}.{message_id}", raw.strip(), self.note)
        inner = Node(raw, node.at(key), node.faults)
        text, note = inner.text("vi"), inner.text("note", needed=False)
        inner.close()
        return _build(f"{self.prefix}.{message_id}", text, note or self.note)
