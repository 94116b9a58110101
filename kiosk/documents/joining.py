"""Several papers as one PDF, for one print job. May not change a page."""

import io
from collections.abc import Sequence

import pypdfium2


def joined(pdfs: Sequence[bytes]) -> bytes:
    """The pages of all, one paper after the other."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for data in pdfs:
            one = pypdfium2.PdfDocument(data)
            try:
                whole.import_pages(one)
            finally:
                one.close()
        sink = io.BytesIO()
        whole.save(sink)
    finally:
        whole.close()
    return sink.getvalue()
