"""Which sentences a citizen meets and which only officers do.

Citizens' sentences get clips first and decide whether a pack is good enough to be offered. A sentence is a
citizen's unless its id lies under one of the officers' prefixes below, so that a forgotten entry costs a clip
and never leaves a citizen without sound.
"""

#: Screens, errors and papers that only officers, administrators and support staff meet.
OFFICERS_ONLY = (
    "doc.counter.",
    "doc.day.",
    "doc.enrol.",
    "doc.handover.",
    "doc.recovery.",
    "doc.report.",
    "doc.trip.",
    "error.agent.",
    "error.amend.",
    "error.bundle.",
    "error.calls.",
    "error.closing.",
    "error.command.",
    "error.connections.",
    "error.copy.",
    "error.counter.",
    "error.counter_book.",
    "error.counters.",
    "error.custody.",
    "error.demo.",
    "error.desk.",
    "error.distribution.",
    "error.duty.",
    "error.enrol.",
    "error.export",
    "error.export.",
    "error.fee.",
    "error.form.answers_file",
    "error.form.calendar.",
    "error.form.check",
    "error.form.export.",
    "error.form.layout.",
    "error.form.pin.",
    "error.form.publisher.",
    "error.form.receipts.",
    "error.form.table.",
    "error.form.unknown_",
    "error.gateway.",
    "error.hand_out.",
    "error.handover.",
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
    "error.recover.",
    "error.report.",
    "error.road.",
    "error.role.",
    "error.scan.worker",
    "error.share.",
    "error.shift.",
    "error.store.",
    "error.store.exists",
    "error.store.missing",
    "error.store.newer",
    "error.store.read_only",
    "error.store.unreadable",
    "error.studio.",
    "error.transfer.",
    "error.trip.",
    "error.unlock.",
    "error.withdraw.",
    "ui.act.",
    "ui.amend.",
    "ui.calibrate.",
    "ui.call.",
    "ui.call_note.",
    "ui.calls.",
    "ui.closing.",
    "ui.copy.",
    "ui.counter.",
    "ui.custody.",
    "ui.day.",
    "ui.deeds.",
    "ui.denied.",
    "ui.devices.",
    "ui.doctor.",
    "ui.dossier.",
    "ui.duty.",
    "ui.export.",
    "ui.fee_correct.",
    "ui.files.",
    "ui.gateway.",
    "ui.hand_out.",
    "ui.health.",
    "ui.locked.",
    "ui.officer.",
    "ui.packs.",
    "ui.parcel.",
    "ui.pin.",
    "ui.post.",
    "ui.practice.",
    "ui.press.",
    "ui.printers.",
    "ui.queue.",
    "ui.quick.",
    "ui.refused.",
    "ui.report.",
    "ui.reports.",
    "ui.road.",
    "ui.role.",
    "ui.scan_folder.",
    "ui.secret.",
    "ui.studio.",
    "ui.take_over.",
    "ui.time.",
    "ui.timeline.",
    "ui.transfer.",
    "ui.trip.",
    "ui.trip_form.",
    "ui.trips.",
    "ui.unlock.",
    "ui.version.",
    "ui.waits.",
    "ui.welcome.practice",
    "ui.withdraw.",
)

#: Officers' sentences that are spoken all the same: the lessons of practice, which show how a citizen hears things, and
#: what a speaker agrees to before being recorded.
SPOKEN_TO_OFFICERS = ("ui.practice.", "ui.studio.consent")

#: Sentences of one procedure or of a set of questions.
OF_A_PROCEDURE = "form."

#: How much of the core path a pack must cover, by text or clip, to be offered to everybody.
OFFERED_FROM = 0.9


def is_for_citizens(message_id: str) -> bool:
    """Whether a citizen may meet this sentence."""
    return not message_id.startswith(OFFICERS_ONLY)


def is_spoken(message_id: str) -> bool:
    """Whether this sentence has a Vietnamese clip."""
    return is_for_citizens(message_id) or message_id.startswith(SPOKEN_TO_OFFICERS)
