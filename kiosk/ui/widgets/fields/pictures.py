"""Which picture stands beside which answer. Forms know nothing of pictures; an answer without one has
words alone.
"""

from kiosk.ui.widgets.pictogram import has_pictogram

#: Answers whose id is not itself the name of a picture.
_PICTURES = {
    "never": "marital-single",
    "single": "marital-single",
    "unmarried": "marital-single",
    "married": "marital-married",
    "divorced": "marital-divorced",
    "widowed": "marital-widowed",
    "bereaved": "marital-widowed",
    "nam": "male",
    "nu": "female",
    "self": "self",
    "other_person": "other-person",
    "someone_else": "other-person",
    "marriage_vn": "marriage",
    "marriage_abroad": "marriage-abroad",
    "loan": "money",
    "unknown": "unknown",
}


def picture_of(field: str, option: str) -> str:
    """The picture for an option of a field, or an empty name."""
    for name in (f"{field}-{option}", option, option.replace("_", "-"), _PICTURES.get(option, "")):
        if has_pictogram(name):
            return name
    return ""
