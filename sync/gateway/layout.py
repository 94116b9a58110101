"""Where things lie in the gateway's data folder. May not open any of them."""

from dataclasses import dataclass
from pathlib import Path

TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders and files of one gateway. ``blobs`` may lie elsewhere; the rest is below ``root``."""

    root: Path
    blobs: Path

    @classmethod
    def of(cls, root: Path, blobs: Path | None = None) -> "Layout":
        """The usual places below ``root``, with another blob folder when one is named."""
        return cls(root.absolute(), (blobs or root / "blobs").absolute())

    @property
    def database(self) -> Path:
        """The default SQLite database."""
        return self.root / "gateway.db"

    @property
    def started(self) -> bool:
        """Whether a gateway has run on this folder; without ``database`` it did so on another one."""
        return self.ingest_keys.exists() or self.history_mark.exists()

    @property
    def ingest_keys(self) -> Path:
        """Keys of the network-facing process alone."""
        return self.root / "keys" / "ingest"

    @property
    def opener_keys(self) -> Path:
        """Keys of the opener alone: to be readable by its account only."""
        return self.root / "keys" / "opener"

    @property
    def office_keys(self) -> Path:
        """The key of the back office's own tables: to be readable by the opener's and the back office's accounts only."""
        return self.root / "keys" / "office"

    @property
    def office_wanted(self) -> Path:
        """There once anybody has an account: `serve` then starts the back office too."""
        return self.root / "office-wanted"

    @property
    def recovery(self) -> Path:
        """The recovery key's public half, for everybody here to read; its private half is in people's envelopes."""
        return self.root / "keys" / "recovery.public"

    @property
    def recovery_sheets(self) -> Path:
        """Where the shares' sheets are put for printing unless told otherwise; nobody copies them from there."""
        return self.root / "manh-khoa"

    @property
    def tls_authority(self) -> Path:
        """The certificate authority the proxy's certificate is of, where it is no public one: counters believe it alone."""
        return self.root / "tls-authority.pem"

    @property
    def packs(self) -> Path:
        """Procedure definitions installed beside the shipped ones."""
        return self.root / "packs"

    @property
    def distribution(self) -> Path:
        """Packs for the counters, as anybody may fetch them."""
        return self.root / "distribution"

    @property
    def tables(self) -> Path:
        """Tables of places and holidays this gateway has published, by kind."""
        return self.root / TABLES

    @property
    def distribution_keys(self) -> Path:
        """The two keys people publish with, each under a passphrase: best kept elsewhere and brought here to publish."""
        return self.root / "keys" / "distribution"

    @property
    def number_blocks(self) -> Path:
        """The blocks of official numbers the provincial system has delegated; absent means trial numbers."""
        return self.root / "number-blocks.json"

    @property
    def passing(self) -> Path:
        """Which part goes to which system, by which road; absent means that nothing is passed on but by hand."""
        return self.root / "passing.yaml"

    @property
    def blob_store(self) -> Path:
        """Which object store holds the blobs; absent means the folder ``blobs``."""
        return self.root / "blob-store.yaml"

    @property
    def watermark(self) -> Path:
        """Written by whatever backs the gateway up: the time (RFC 3339) up to which everything is safe elsewhere."""
        return self.root / "backup-watermark"

    @property
    def history_mark(self) -> Path:
        """How far this machine's opener has seen the database come: one that knows less was put back from a copy."""
        return self.root / "history-mark"

    @property
    def opener_lock(self) -> Path:
        """Held by the one running opener."""
        return self.root / "opener.lock"

    @property
    def running(self) -> Path:
        """Ids of the processes `serve` has started, for people and tools that look after them."""
        return self.root / "serve.json"
