"""Which pictogram stands beside which error, so that somebody who does not read sees what it is about.

By the id of the error's sentence, the longest beginning wins: a new error of a known kind has its picture at once.
Knows no error itself.
"""

_KINDS: dict[str, str] = {
    # answers
    "error.form.missing": "error-missing",
    "error.form.shape": "error-shape",
    "error.form.letters": "error-name",
    "error.form.name": "error-name",
    "error.form.too_long": "error-long",
    "error.form.choice": "error-choice",
    "error.form.ethnic": "error-choice",
    "error.form.cannot_be_unsure": "error-choice",
    "error.form.date": "error-date",
    "error.form.identity": "error-identity",
    "error.form.phone": "error-phone",
    "error.form.place": "error-place",
    "error.form.integer": "error-number",
    "error.form.rows": "error-rows",
    "error.form.paper_missing": "error-paper",
    "error.form.card": "error-card",
    "error.form": "error-form",
    "error.intake": "error-rows",
    "error.signature": "error-sign",
    # papers and devices
    "error.scan.dark": "scan-dark",
    "error.scan.blurred": "scan-blurred",
    "error.scan.cut": "scan-cut",
    "error.scan.same": "scan-same",
    "error.scan.small": "scan-small",
    "error.scan": "scan-unreadable",
    "error.scan_folder": "error-file",
    "error.paper.no_slot": "error-paper",
    "error.paper": "error-file",
    "error.camera": "error-camera",
    "error.custody": "error-paper",
    "error.print": "error-printer",
    "error.printer": "error-printer",
    "error.receipt": "error-wait",
    "error.routing": "error-paper",
    "error.slip": "error-number",
    "error.copy": "error-stick",
    "error.courier": "error-stick",
    "error.share": "error-stick",
    # recording a language
    "error.studio.busy": "error-wait",
    "error.studio.stick": "error-stick",
    "error.studio.sound": "sound",
    "error.studio": "language",
    # who may, and when
    "error.unlock.wait": "error-wait",
    "error.unlock": "error-key",
    "error.passphrase": "error-key",
    "error.pin": "error-key",
    "error.keys": "error-key",
    "error.public_keys": "error-key",
    "error.shift": "error-key",
    "error.role": "error-role",
    "error.staff": "error-role",
    "error.guidance": "error-role",
    "error.filing.past_last_day": "error-law",
    "error.versions": "error-law",
    "error.form.no_version": "error-law",
    "error.form.not_yet": "error-law",
    # the machine and the road
    "error.store.disk_full": "error-disk",
    "error.store.disk_failing": "error-disk",
    "error.store.read_only": "error-disk",
    "error.road.disk_full": "error-disk",
    "error.store.dossier_not_found": "error-dossier",
    "error.store.sealed": "error-dossier",
    "error.store.paper_too_large": "error-file",
    "error.store.originals_kept": "error-paper",
    "error.store.busy": "error-wait",
    "error.store": "error-store",
    "error.road": "error-link",
    "error.link": "error-link",
    "error.agent": "error-link",
    "error.connections": "error-link",
    "error.refused": "refused",
    "error.outbox": "error-store",
    "error.mend": "error-store",
    "error.parcel": "error-store",
    "error.notice": "error-store",
    "error.pack": "error-pack",
    "error.packs": "error-pack",
    "error.bundle": "error-pack",
    "error.distribution": "error-pack",
    "error.enrol": "error-office",
    "error.recover": "error-key",
    "error.office": "error-office",
    "error.desk": "error-office",
    "error.gateway": "error-office",
    "error.machine": "error-machine",
    "error.command": "error-machine",
    "error.demo": "error-machine",
    "error.clock": "error-clock",
    # a dossier after filing
    "error.filing": "error-dossier",
    "error.after_filing": "error-dossier",
    "error.counter": "error-dossier",
    "error.counters": "error-office",
    "error.counter_book": "error-dossier",
    "error.audit": "error-number",
    "error.amend": "error-dossier",
    "error.withdraw": "error-dossier",
    "error.parts": "error-dossier",
    "error.transfer": "error-dossier",
    "error.trip": "error-dossier",
    "error.handover": "error-dossier",
    "error.hand_out": "error-sign",
    "error.fee": "money",
    "error.closing": "error-date",
    "error.report": "error-date",
    "error.declaration": "error-form",
    "error.export": "error-form",
}
#: Of our own faults, for which there is only an apology.
OURS = "error-machine"


def error_picture(message_id: str) -> str | None:
    """The pictogram of an error's kind; ``None`` for a sentence that is no known kind of error."""
    name = message_id
    while name:
        if name in _KINDS:
            return _KINDS[name]
        name = name.rpartition(".")[0]
    return OURS if message_id.startswith("ui.apology") else None
