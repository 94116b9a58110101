"""Numbers, dates and amounts written out in Vietnamese, as declarations and receipts ask for them "bằng chữ".

The spelling is the common northern one of printed papers: mười lăm, hai mươi mốt, hai mươi tư, một trăm linh năm, and
"không trăm" where a hundred is skipped. It is the language of documents, so no language pack may change it.
Blank stays blank, so that expressions of definitions may use these on answers not given yet.
"""

from forms.rules.dates import span

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_BILLION = 1_000_000_000
_STEPS = ((1_000_000, "triệu"), (1_000, "nghìn"), (1, ""))


def number_in_words(number: int | None) -> str | None:
    """The whole number in small letters: ``2026`` → "hai nghìn không trăm hai mươi sáu". ``None`` when blank."""
    if not _is_number(number):
        return None
    assert number is not None
    return "âm " + _whole(-number) if number < 0 else _whole(number)


def amount_in_words(dong: int | None) -> str | None:
    """An amount as a receipt says it: ``20000`` → "Hai mươi nghìn đồng". ``None`` when unknown."""
    words = number_in_words(dong)
    return None if words is None else _begin(f"{words} đồng")


def date_in_words(text: str | None) -> str | None:
    """A civil date of ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` written out; ``None`` when blank or no date.

    ``"2026-04-15"`` → "Ngày mười lăm tháng tư năm hai nghìn không trăm hai mươi sáu".
    """
    if text is None or span(text) is None:
        return None
    year, *rest = (int(part) for part in text.split("-"))
    words = [f"năm {_whole(year)}"]
    if rest:
        # The fourth month has its own name; the first keeps its number, for "tháng giêng" is the lunar one.
        words.append("tháng tư" if rest[0] == 4 else f"tháng {_whole(rest[0])}")
    if len(rest) > 1:
        words.append(f"ngày {_whole(rest[1])}")
    return _begin(" ".join(reversed(words)))


def _whole(number: int) -> str:
    if number >= _BILLION:
        head, tail = divmod(number, _BILLION)
        return " ".join((_whole(head), "tỷ", *_below_billion(tail, inner=True)))
    return " ".join(_below_billion(number, inner=False)) or _DIGITS[0]


def _below_billion(number: int, *, inner: bool) -> list[str]:
    """The words of a number below a billion; none for 0. ``inner`` says that something greater was said before."""
    words: list[str] = []
    for size, name in _STEPS:
        group, number = divmod(number, size)
        if group:
            words += _group(group, inner=inner or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, *, inner: bool) -> list[str]:
    """1 to 999. After something greater the hundred is always said, even when there is none."""
    hundreds, rest = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if 0 < rest < 10 and words:
        return [*words, "linh", _DIGITS[rest]]
    return [*words, *_below_hundred(rest)]


def _below_hundred(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return [_DIGITS[ones]] if ones else []
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones == 5:
        return [*words, "lăm"]
    if tens > 1 and ones in (1, 4):
        return [*words, "mốt" if ones == 1 else "tư"]
    return [*words, _DIGITS[ones]] if ones else words


def _begin(words: str) -> str:
    return words[0].upper() + words[1:]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
