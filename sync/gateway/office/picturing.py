"""Looking into a paper in a process of its own: a page of a PDF as a picture, the code on a photographed card.

What citizens hand in are strangers' files: whoever opens them holds no key and no database, can open no file and no
connection any more, and is given little memory and time. Bytes go in by standard input and out by standard output.
"""

import io
import subprocess
import sys
from pathlib import Path

SECONDS = 20
MEMORY = 1 << 30
PIXELS = 60_000_000
WIDTH = 1100
"""Pixels a page of a PDF is drawn wide: readable beside the data, small on the wire."""
_ROOT = Path(__file__).resolve().parents[3]


def pdf_page(data: bytes, page: int) -> tuple[bytes, int] | None:
    """A page (from 1) of a PDF as PNG, and how many pages there are; None when it cannot be drawn."""
    told = _run("page", str(page), data=data)
    pages, _, picture = (told or b"").partition(b"\n")
    return (picture, int(pages)) if picture else None


def card_texts(data: bytes) -> tuple[str, ...]:
    """The texts of the codes found in a picture or on the first page of a PDF; none when there are none."""
    told = _run("codes", data=data)
    return tuple(line for line in (told or b"").decode(errors="replace").split("\0") if line)


def _run(*arguments: str, data: bytes) -> bytes | None:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(_ROOT), *arguments],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"PATH": "", "LANG": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


_START = "import sys; sys.path.insert(0, sys.argv[1]); from sync.gateway.office.picturing import look; look(sys.argv[2:])"


def look(arguments: list[str]) -> None:
    """What the process does."""
    data = sys.stdin.buffer.read()
    _hold_back()
    told = _page(data, int(arguments[1])) if arguments[0] == "page" else "\0".join(_codes(data)).encode()
    sys.stdout.buffer.write(told)


def _hold_back() -> None:
    """Load what will be needed, then give up every way to more: from here on no file and no socket can be opened.

    A PDF without its fonts inside is drawn with what the reader brings: its own fonts are files too.
    """
    import pypdfium2
    import zxingcpp
    from PIL import Image

    # Once through everything: what is loaded at its first use is loaded now.
    document = pypdfium2.PdfDocument.new()
    blank = document.new_page(72, 72).render(scale=1).to_pil().convert("L")
    blank.save(io.BytesIO(), "PNG")
    zxingcpp.read_barcodes(blank)
    Image.preinit()
    document.close()
    try:
        import resource
    except ImportError:  # Windows: the time limit alone
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _page(data: bytes, number: int) -> bytes:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[number - 1]
    picture = page.render(scale=min(WIDTH / page.get_width(), 4.0)).to_pil().convert("RGB")
    sink = io.BytesIO()
    picture.save(sink, "PNG", optimize=True)
    return f"{len(document)}\n".encode() + sink.getvalue()


def _codes(data: bytes) -> list[str]:
    import zxingcpp
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = PIXELS
    source = _page(data, 1).partition(b"\n")[2] if data.startswith(b"%PDF") else data
    with Image.open(io.BytesIO(source), formats=("JPEG", "PNG")) as picture:
        return [code.text for code in zxingcpp.read_barcodes(picture.convert("L")) if code.text]
