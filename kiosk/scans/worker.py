"""Opens one file that came from outside, in a process of its own with little memory and little time.

A crafted picture or PDF can at worst end this process. Reads the file from standard input and writes pages to standard
output: one letter, then for a page (``P``) width, height and length as three 32-bit numbers and its red-green-blue
bytes, for a refusal (``R``) nothing, at the end (``E``) nothing. Knows nothing of the product; imports Pillow and, for
a PDF, pdfium.
"""

import struct
import sys
from collections.abc import Iterator
from io import BytesIO
from typing import IO

MEMORY = 512 * 1024 * 1024
MOST_POINTS = 40_000_000
"""Points of a picture; a telephone's best camera gives about fifty million, a scanner at 300 dpi nine."""
MOST_PAGES = 40
PDF_LONGEST = 2339  # an A4 sheet at 200 dpi


def main() -> int:
    """Runs the process; the exit code is 0 whatever the file was."""
    limit_memory(MEMORY)
    out = sys.stdout.buffer
    data = sys.stdin.buffer.read()
    try:
        for width, height, pixels in _pages(data):
            out.write(b"P" + struct.pack("<III", width, height, len(pixels)))
            out.write(pixels)
            out.flush()
        out.write(b"E")
    except Exception:  # noqa: BLE001 - whatever a foreign file does, the answer is the same one word
        out.write(b"R")
    out.flush()
    return 0


def _pages(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    if data.startswith(b"%PDF-"):
        yield from _pdf(data)
        return
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_POINTS
    with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_POINTS:
            raise ValueError("too large")
        if picture.mode in ("RGBA", "LA", "P", "PA"):
            ground = Image.new("RGB", picture.size, "white")
            full = picture.convert("RGBA")
            ground.paste(full, mask=full.getchannel("A"))
            upright = ImageOps.exif_transpose(ground)
        else:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    yield upright.width, upright.height, upright.tobytes()


def _pdf(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    if not 0 < len(document) <= MOST_PAGES:
        raise ValueError("pages")
    for number in range(len(document)):
        page = document[number]
        longest = max(page.get_size())
        if not 10 < longest < 20_000:
            raise ValueError("size")
        picture = page.render(scale=PDF_LONGEST / longest, may_draw_forms=False).to_pil().convert("RGB")
        page.close()
        yield picture.width, picture.height, picture.tobytes()


def limit_memory(most: int) -> None:
    """Lets this process take no more than ``most`` bytes beyond what it has, where the platform can say so."""
    if sys.platform == "win32":
        _limit_on_windows(most)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no dump of somebody's paper on the disk


if sys.platform == "win32":

    def _limit_on_windows(most: int) -> None:
        """A job object of its own with a limit of memory, which is how Windows says it."""
        import ctypes
        from ctypes import wintypes

        class Basic(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", ctypes.c_int64),
                ("PerJobUserTimeLimit", ctypes.c_int64),
                ("LimitFlags", wintypes.DWORD),
                ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t),
                ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t),
                ("PriorityClass", wintypes.DWORD),
                ("SchedulingClass", wintypes.DWORD),
            )

        class Extended(ctypes.Structure):
            _fields_ = (
                ("Basic", Basic),
                ("Io", ctypes.c_uint64 * 6),
                ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t),
                ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        job = kernel.CreateJobObjectW(None, None)
        limits = Extended()
        limits.Basic.LimitFlags = 0x100  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = most
        kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())


def read_exactly(pipe: IO[bytes], wanted: int) -> bytes:
    """``wanted`` bytes of a pipe, or fewer when it ends."""
    parts = []
    while wanted > 0 and (part := pipe.read(min(wanted, 1 << 20))):
        parts.append(part)
        wanted -= len(part)
    return b"".join(parts)


if __name__ == "__main__":
    sys.exit(main())
