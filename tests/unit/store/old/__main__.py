"""Write the database of the present version beside the others."""

import shutil
import tempfile
from pathlib import Path

from tests.unit.store.old import FOLDER, make

with tempfile.TemporaryDirectory() as folder:
    made = make(Path(folder))
    if not (FOLDER / made.name).exists():
        shutil.copy(made, FOLDER / made.name)
