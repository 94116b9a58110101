"""The closed sets a definition speaks in. Apart from ``forms.definition`` so that naming one costs nothing at start."""

from enum import StrEnum


class Kind(StrEnum):
    """What becomes of a procedure's answers."""

    FILING = "filing"  # sealed into a parcel and sent
    WORKSHEET = "worksheet"  # printed as a prefilled sheet to take along; never sealed, never sent
    GUIDE = "guide"  # nothing is asked: steps to be read and heard


class FieldType(StrEnum):
    """The kinds of answer. Shapes of the values: ``forms.answers``."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    CHOICE = "choice"
    YES_NO = "yes_no"
    IDENTITY = "identity"
    PHONE = "phone"
    PLACE = "place"
    ETHNIC = "ethnic"
    INTEGER = "integer"
    PAPER = "paper"  # a photographing step for a paper slot; never an answer
    ROWS = "rows"  # the hub of a repeated group: which rows there are


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Stage(StrEnum):
    """When somebody has to come in person."""

    FILING = "filing"
    RESULT = "result"


class PaperHandling(StrEnum):
    """What happens to a paper at the counter."""

    HANDED_IN = "handed_in"  # nộp bản chính: goes into an envelope with its own custody
    SHOWN = "shown"  # xuất trình: photographed before its owner's eyes and handed back at once
    COPY = "copy"  # bản chụp hoặc bản sao
    NUMBER_ONLY = "number_only"  # chỉ cần số: the office looks it up ("chờ tra cứu"); never blocks a filing
