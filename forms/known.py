"""What may be known of a person before it is asked: from an identity card, or from an earlier dossier.

``known`` in a definition speaks these names, so that a fact asked once fills every form about the same person.
"""

from forms.kinds import FieldType as T

CARD_FACTS: dict[str, frozenset[T]] = {
    "number": frozenset({T.IDENTITY}),
    "old_number": frozenset({T.IDENTITY}),
    "name": frozenset({T.NAME}),
    "birth_date": frozenset({T.DATE}),
    "sex": frozenset({T.CHOICE}),
    "residence": frozenset({T.PLACE}),
    "issued": frozenset({T.DATE}),
}
"""What is printed in the code of a card, and the kinds of field it fits."""

_WORDS = frozenset({T.TEXT})
_CHOSEN = frozenset({T.CHOICE})
_WRITTEN = frozenset({T.TEXT, T.CHOICE})

KNOWN: dict[str, frozenset[T]] = {
    **CARD_FACTS,
    "family_name": frozenset({T.NAME, T.TEXT}),
    "middle_name": frozenset({T.NAME, T.TEXT}),
    "given_name": frozenset({T.NAME, T.TEXT}),
    "other_name": frozenset({T.NAME, T.TEXT}),
    "birth_year": frozenset({T.DATE, T.INTEGER}),
    "ethnic": frozenset({T.ETHNIC}),
    "religion": _WRITTEN,
    "nationality": _CHOSEN,
    "country": _WRITTEN,
    "document_kind": _CHOSEN,
    "document_number": frozenset({T.TEXT, T.IDENTITY}),
    "issued_by": _WRITTEN,
    "expires": frozenset({T.DATE}),
    "residence_kind": _CHOSEN,
    "residence_abroad": _WORDS,
    "residence_old": frozenset({T.PLACE, T.TEXT}),
    "residence_old_kind": _CHOSEN,
    "temporary_residence": frozenset({T.PLACE}),
    "current_residence": frozenset({T.PLACE}),
    "contact_address": frozenset({T.PLACE}),
    "home_town": frozenset({T.PLACE}),
    "home_town_abroad": _WORDS,
    "birth_place": frozenset({T.PLACE}),
    "birth_place_abroad": _WORDS,
    "phone": frozenset({T.PHONE}),
    "email": _WORDS,
    "occupation": _WORDS,
    "workplace": _WORDS,
    "education": _WRITTEN,
    "marital_status": _CHOSEN,
    "marriages": frozenset({T.INTEGER}),
    "kinship": _WRITTEN,
    "social_insurance_number": frozenset({T.TEXT, T.IDENTITY}),
    "health_card_number": _WORDS,
    "bank_account": _WORDS,
    "bank": _WRITTEN,
    "driving_licence_number": _WORDS,
    "driving_licence_class": _WRITTEN,
    "driving_licence_issued": frozenset({T.DATE}),
    "driving_licence_issued_by": _WRITTEN,
}
"""Every fact an earlier dossier may know, and the kinds of field it fits."""
