"""What the opener can decide of a parcel. Carries codes alone, never a word of what was inside."""

from sync.statement import RefusalReason


class Refused(Exception):
    """The parcel is quarantined. ``detail`` is a technical code or ids of form fields: no personal data."""

    def __init__(self, reason: RefusalReason, detail: str | None = None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.detail = detail


class Held(Exception):
    """The form version is not known here yet: kept, and looked at again when it is."""

    def __init__(self, procedure: str, version: str) -> None:
        super().__init__(procedure)
        self.procedure = procedure
        self.version = version


class BlobMissing(Exception):
    """A blob that was here is no longer sound on disk: it is asked for again."""

    def __init__(self, blob: str) -> None:
        super().__init__(blob)
        self.blob = blob
