"""Which sentences a citizen meets and which only officers do.

Citizens' sentences get clips first and decide whether a pack is good enough to be offered. A sentence is a
citizen's unless its id lies under one of the officers' prefixes below, so that a forgotten entry costs a clip
and never leaves a citizen without sound.
"""

#: Screens, errors and papers that only officers, administrators and support staff meet.
OFFICERS_ONLY = (
    "error.agent.",
    "error.command.",
    "error.counter.",
    "error.custody.",
    "error.demo.",
    "error.desk.",
    "error.enrol.",
    "error.form.answers_file",
    "error.form.unknown_",
    "error.keys.",
    "error.link.",
    "error.machine.",
    "error.notice.",
    "error.office.",
    "error.outbox.",
    "error.pack.",
    "error.parcel.",
    "error.passphrase.",
    "error.pin.",
    "error.public_keys.",
    "error.refused.",
    "error.road.",
    "error.role.",
    "error.share.",
    "error.store.exists",
    "error.store.missing",
    "error.store.newer",
    "error.store.read_only",
    "error.store.unreadable",
    "error.unlock.",
    "ui.counter.",
    "ui.counter.",
    "ui.doctor.",
    "ui.files.",
    "ui.locked.",
    "ui.officer.",
    "ui.pin.",
    "ui.refused.",
    "ui.role.",
    "ui.secret.",
    "ui.unlock.",
)

#: How much of the citizens' sentences a pack must cover, by text or clip, to be offered to everybody.
OFFERED_FROM = 0.9


def is_for_citizens(message_id: str) -> bool:
    """Whether a citizen may meet this sentence."""
    return not message_id.startswith(OFFICERS_ONLY)
