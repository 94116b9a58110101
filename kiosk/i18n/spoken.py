"""Numbers, dates and amounts said from recorded words, by a small grammar a language.

Each grammar turns a number into messages (one word each) that packs record like any other. A language whose
grammar is not written yet reads digit by digit, which every listener understands. May not know packs or
files.
"""

from forms.text import Message
from kiosk.i18n.values import Digits, KnownDate, Money

DIGITS = (
    Message("ui.say.digit.0", "không", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.1", "một", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.2", "hai", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.3", "ba", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.4", "bốn", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.5", "năm", "Number word, joined with others to say numbers aloud. Five, not year."),
    Message("ui.say.digit.6", "sáu", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.7", "bảy", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.8", "tám", "Number word, joined with others to say numbers aloud."),
    Message("ui.say.digit.9", "chín", "Number word, joined with others to say numbers aloud."),
)
TEN = Message("ui.say.ten", "mười", "Number word, joined with others to say numbers aloud. Ten.")
TENS = Message(
    "ui.say.tens",
    "mươi",
    "Vietnamese number word, only inside larger numbers; may be left out. After 2-9: hai mươi.",
)
ONE_AFTER_TENS = Message(
    "ui.say.one_after_tens",
    "mốt",
    "Vietnamese number word, only inside larger numbers; may be left out. The 1 in 21, 31.",
)
FIVE_AFTER_TEN = Message(
    "ui.say.five_after_ten",
    "lăm",
    "Vietnamese number word, only inside larger numbers; may be left out. The 5 in 15, 25.",
)
SKIPPED_TENS = Message(
    "ui.say.skipped_tens",
    "linh",
    "Vietnamese number word, only inside larger numbers; may be left out. The missing tens in 105.",
)
HUNDRED = Message(
    "ui.say.hundred", "trăm", "Number word, joined with others to say numbers aloud. Hundred, after 1-9."
)
THOUSAND = Message(
    "ui.say.thousand", "nghìn", "Number word, joined with others to say numbers aloud. Thousand."
)
MILLION = Message("ui.say.million", "triệu", "Number word, joined with others to say numbers aloud. Million.")
BILLION = Message(
    "ui.say.billion", "tỷ", "Number word, joined with others to say numbers aloud. Thousand million."
)
MINUS = Message(
    "ui.say.minus", "âm", "Number word, joined with others to say numbers aloud. Before a number below zero."
)
DONG = Message("ui.say.dong", "đồng", "The money of Vietnam, after an amount.")
DAY = Message("ui.say.day", "ngày", "Before the number of a day in a date.")
MONTH = Message("ui.say.month", "tháng", "Before the number of a month in a date.")
YEAR = Message("ui.say.year", "năm", "Before the number of a year in a date.")

WORDS = (
    *DIGITS,
    TEN,
    TENS,
    ONE_AFTER_TENS,
    FIVE_AFTER_TEN,
    SKIPPED_TENS,
    HUNDRED,
    THOUSAND,
    MILLION,
    BILLION,
    MINUS,
    DONG,
    DAY,
    MONTH,
    YEAR,
)

Words = tuple[Message, ...]


def _below_hundred(number: int) -> list[Message]:
    tens, ones = divmod(number, 10)
    if not tens:
        return [DIGITS[ones]]
    words = [TEN] if tens == 1 else [DIGITS[tens], TENS]
    if ones == 1 and tens > 1:
        words.append(ONE_AFTER_TENS)
    elif ones == 5:
        words.append(FIVE_AFTER_TEN)
    elif ones:
        words.append(DIGITS[ones])
    return words


def _below_thousand(number: int, after_more: bool) -> list[Message]:
    """``after_more``: something stood before, so missing hundreds are said as không trăm."""
    hundreds, rest = divmod(number, 100)
    words: list[Message] = []
    if hundreds or after_more:
        words += [DIGITS[hundreds], HUNDRED]
    if rest == 0:
        return words
    if rest < 10 and words:
        words.append(SKIPPED_TENS)
    return words + _below_hundred(rest)


def vietnamese(number: int) -> Words:
    """Any whole number in Vietnamese words (northern usage: nghìn, linh)."""
    if number < 0:
        return (MINUS, *vietnamese(-number))
    if number == 0:
        return (DIGITS[0],)
    words: list[Message] = []
    billions, rest = divmod(number, 1_000_000_000)
    if billions:
        words += [*vietnamese(billions), BILLION]
    for size, word in ((1_000_000, MILLION), (1_000, THOUSAND), (1, None)):
        group, rest = divmod(rest, size)
        if not group:
            continue
        words += _below_thousand(group, after_more=bool(words))
        if word is not None:
            words.append(word)
    return tuple(words)


def digit_by_digit(number: int) -> Words:
    """A number where no grammar is known: its digits one after another."""
    return (MINUS, *digit_by_digit(-number)) if number < 0 else read_digits(str(number))


def read_digits(text: str) -> Words:
    """Every ASCII digit of the text; all else is passed over."""
    return tuple(DIGITS[int(letter)] for letter in text if letter in "0123456789")


_GRAMMARS = {"vi": vietnamese}


def words_of(value: int | Money | Digits | KnownDate, grammar: str) -> Words:
    """The words that say this value in the pack's number grammar."""
    number = _GRAMMARS.get(grammar, digit_by_digit)
    if isinstance(value, Digits):
        return read_digits(value.text)
    if isinstance(value, Money):
        return (*number(value.dong), DONG)
    if isinstance(value, int):
        return number(value)
    day = (DAY, *number(value.day)) if value.day else ()
    month = (MONTH, *number(value.month)) if value.month else ()
    return (*day, *month, YEAR, *number(value.year))
