"""Plainly invented people, as they answer the sets of questions about them."""

from typing import Any

from tests.unit.forms.procedures.walking import PLACE

THAI = {"name": "Thái", "code": "03", "list": "QD121"}
HMONG = {"name": "HMông", "code": "08", "list": "QD121"}
CIL = {"name": "Cil", "code": None, "list": "QD121"}

REQUESTER: dict[str, Any] = {
    "requester_number": "011195000001",
    "requester_name": "Lò Thị Mẫu",
    "requester_birth": "1995-02-03",
    "requester_document_kind": "can_cuoc",
    "requester_issued": "2024-08-01",
    "requester_issued_by": "Bộ Công an",
    "requester_residence_kind": "permanent",
    "requester_residence": PLACE,
}
GRANDMOTHER: dict[str, Any] = {
    **REQUESTER,
    "requester_number": "011165000009",
    "requester_name": "Lò Thị Thí Dụ",
    "requester_birth": "1965",
}
MOTHER: dict[str, Any] = {
    "mother_number": "011195000001",
    "mother_name": "Lò Thị Mẫu",
    "mother_birth": "1995-02-03",
    "mother_ethnic": THAI,
    "mother_nationality": "vietnamese",
    "mother_residence_kind": "permanent",
    "mother_residence": PLACE,
}
FATHER: dict[str, Any] = {
    "father_number": "011092000002",
    "father_name": "Giàng A Mẫu",
    "father_birth": "1992",
    "father_ethnic": HMONG,
    "father_nationality": "vietnamese",
    "father_residence_kind": "permanent",
    "father_residence": PLACE,
}
MARRIED_PARENTS: dict[str, Any] = {
    "parents_married": True,
    "parents_marriage_number": "01/2020",
    "parents_marriage_date": "2020",
    "parents_marriage_place": "UBND xã Mẫu",
}
CHILD: dict[str, Any] = {
    "child_family_name_by": "father",
    "child_family_name": "Giàng",
    "child_middle_name": "A",
    "child_given_name": "Thử",
    "child_birth": "2026-11-02",
    "child_sex": "male",
    "child_birth_where": "facility",
    "child_birth_place": {**PLACE, "detail": "Trạm y tế xã Mẫu"},
}
NOTICE: dict[str, Any] = {
    "birth_evidence": "paper",
    "birth_notice_number": "12345.GCS.00001.26",
    "birth_notice_date": "2026-11-03",
    "birth_notice_agency": "Trạm y tế xã Mẫu",
}
LINEAGE: dict[str, Any] = {
    "child_ethnic_by": "father",
    "child_home_town_by": "father",
    "child_home_town": PLACE,
    "child_nationality": "vietnamese",
}
DECEASED: dict[str, Any] = {
    "deceased_number": "011040000003",
    "deceased_name": "Lò Văn Mẫu",
    "deceased_birth": "1940",
    "deceased_sex": "male",
    "deceased_ethnic": THAI,
    "deceased_nationality": "vietnamese",
    "deceased_residence_kind": "permanent",
    "deceased_residence": PLACE,
}
DEATH: dict[str, Any] = {
    "death_date": "2026-11-10",
    "death_hour": 14,
    "death_minute": 30,
    "death_where": "home",
    "death_cause": "Tuổi già",
    "death_notice_kind": "paper",
    "death_notice_number": "01/GBT",
    "death_notice_date": "2026-11-11",
    "death_notice_agency": "Trạm y tế xã Mẫu",
}
