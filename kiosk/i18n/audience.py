"""Which sentences a citizen meets and which only officers do.

Citizens' sentences get clips first and decide whether a pack is good enough to be offered. A sentence is a
citizen's unless its id lies under one of the officers' prefixes below, so that a forgotten entry costs a clip
and never leaves a citizen without sound.
"""

#: Screens, errors and papers that only officers, administrators and support staff meet.
OFFICERS_ONLY = (
    "doc.counter.",
    "error.agent.",
    "error.bundle.",
    "error.command.",
    "error.counter.",
    "error.custody.",
    "error.demo.",
    "error.desk.",
    "error.enrol.",
    "error.export.",
    "error.form.answers_file",
    "error.form.export.",
    "error.form.unknown_",
    "error.gateway.",
    "error.keys.",
    "error.link.",
    "error.machine.",
    "error.notice.",
    "error.office.",
    "error.outbox.",
    "error.pack.",
    "error.packs.",
    "error.parcel.",
    "error.passphrase.",
    "error.pin.",
    "error.public_keys.",
    "error.refused.",
    "error.road.",
    "error.role.",
    "error.scan.worker",
    "error.share.",
    "error.store.exists",
    "error.store.missing",
    "error.store.newer",
    "error.store.read_only",
    "error.store.unreadable",
    "error.unlock.",
    "ui.counter.",
    "ui.doctor.",
    "ui.export.",
    "ui.files.",
    "ui.gateway.",
    "ui.locked.",
    "ui.officer.",
    "ui.packs.",
    "ui.pin.",
    "ui.press.",
    "ui.refused.",
    "ui.role.",
    "ui.secret.",
    "ui.transfer.",
    "ui.unlock.",
    "ui.version.",
)

#: Sentences of one procedure or of a set of questions.
OF_A_PROCEDURE = "form."

#: How much of the citizens' sentences a pack (those of procedures left aside) must cover, by text or clip, to be offered to everybody.
OFFERED_FROM = 0.9


def is_for_citizens(message_id: str) -> bool:
    """Whether a citizen may meet this sentence."""
    return not message_id.startswith(OFFICERS_ONLY)
