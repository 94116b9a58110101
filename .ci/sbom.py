"""The list of everything the product is made of, as CycloneDX 1.6 JSON: what `requirements.lock` pins, with its hashes, and the
licence each installed package names. `make sbom` writes it to dist/sbom.cdx.json. Reads files alone; asks nobody.
"""

import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from datetime import UTC, datetime
from pathlib import Path

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, object]]:
    """One component a pinned package, by name."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        pin = _PIN.match(block)
        if pin is None:
            continue
        name, version = re.sub(r"[-_.]+", "-", pin["name"]).lower(), pin["version"]
        one: dict[str, object] = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in _HASH.findall(block)],
        }
        licence = _licence(name)
        if licence:
            one["licenses"] = [{"license": {"name": licence}}]
        found.append(one)
    return sorted(found, key=lambda one: str(one["name"]))


def document(root: Path) -> dict[str, object]:
    """The whole list for the project in ``root``."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    listed = components((root / "requirements.lock").read_text("utf-8"))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "component": {
                "type": "application",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"license": {"id": project["license"]}}],
            },
        },
        "components": listed,
    }


def _licence(name: str) -> str | None:
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None  # for another system than this one
    named = told.get("License-Expression") or told.get("License") or ""
    classes = [
        one.rsplit(" :: ", 1)[-1] for one in told.get_all("Classifier") or () if one.startswith("License ::")
    ]
    short = named if 0 < len(named) <= 80 and "\n" not in named else ""
    return short or ", ".join(classes) or None


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    made = document(Path(__file__).resolve().parent.parent)
    target.write_text(json.dumps(made, indent=1, ensure_ascii=False), "utf-8")
    print(target)
