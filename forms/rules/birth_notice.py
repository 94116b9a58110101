"""The number of a birth notice (giấy chứng sinh).

Since 01/10/2025 it is written ``XXXXX.GCS.ZZZZZ.YY``, 18 characters (TT 22/2025/TT-BYT, by a secondary source). Older
papers have other shapes: an odd one is a reason to look again, never to refuse. Knows nothing of forms.
"""

import re
from typing import Any

_SHAPE = re.compile(r"[0-9A-Z]{5}\.GCS\.[0-9A-Z]{5}\.[0-9]{2}")


def is_birth_notice_number(text: Any) -> bool:
    """Whether the number has the shape of today's papers; a blank is nothing to wonder at. Case is left aside."""
    return not isinstance(text, str) or _SHAPE.fullmatch(text.strip().upper()) is not None
