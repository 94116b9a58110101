"""The opener's keys as they lie in their folder now: a process that runs for months follows their changes by itself.

Looking costs a few file times; the keys are opened again only when one of those differs. Keys that cannot be read once they
have changed (half written, or sealed by a passphrase this process was not given) leave the ones before in force, and that is
said. May not change a key.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from forms.errors import KnownError
from sync.gateway.journal import note, note_failure
from sync.gateway.keyring import OpenerKeys
from sync.gateway.unlocking import handed_secret, present_secret
from sync.keys import KemPrivate

_log = logging.getLogger(__name__)


class OpeningKeys(Protocol):
    """What opens sealed blobs: the province's keys by their kid."""

    @property
    def kems(self) -> Mapping[str, KemPrivate]:
        """Every key that still opens something."""
        ...


class KeyWatch:
    """The keys of ``folder``; may be asked from any thread.

    Once they have been opened nobody is asked for a passphrase any more: only what was handed over opens them again.
    """

    def __init__(
        self,
        folder: Path,
        secret: Callable[[], str] = present_secret,
        again: Callable[[], str] = handed_secret,
    ) -> None:
        self._folder = folder
        self._secret = secret
        self._secret_again = again
        self._lock = threading.Lock()
        self._seen: object = None
        self._keys: OpenerKeys | None = None

    def present(self) -> OpenerKeys | None:
        """The keys, None while there are none; the first time with the faults of ``OpenerKeys.ensure``."""
        with self._lock:
            try:
                seen = OpenerKeys.stamp(self._folder)
            except OSError:  # one of them went away while we looked: there will be another look
                return self._keys
            if self._keys is None:
                self._keys, self._seen = OpenerKeys.present(self._folder, self._secret), seen
            elif seen != self._seen:
                self._seen = seen
                self._keys = self._again(self._keys)
            return self._keys

    def now(self) -> OpenerKeys:
        """The keys; made at the very first start."""
        if (keys := self.present()) is not None:
            return keys
        made = OpenerKeys.ensure(self._folder, self._secret)
        return self.present() or made

    @property
    def kems(self) -> Mapping[str, KemPrivate]:
        """Every key that still opens something; none while there are no keys, which only the opener makes."""
        keys = self.present()
        return {} if keys is None else keys.kems

    def _again(self, before: OpenerKeys) -> OpenerKeys:
        try:
            found = OpenerKeys.present(self._folder, self._secret_again)
        except (KnownError, OSError):
            note_failure(_log, "changed keys unreadable, the ones before stay")
            return before
        if found is not None and found != before:
            note(_log, "keys changed")
        return before if found in (None, before) else found
