"""The audit chain takes ids and nothing that could name a person."""

import pytest

from forms.errors import BugError
from kiosk.domain.audit import refuse_personal


@pytest.mark.parametrize(
    "text", ["", "a" * 32, "can-bo-1", "subject.birth_date", "PB-Q1-2026-001:given", "v1"]
)
def test_ids_pass(text: str) -> None:
    refuse_personal(text)


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Thị Mẫu", "Giang A Thu", "011190000999", "012345678", "0900000001", "a\nb", "a" * 121],
)
def test_names_and_numbers_do_not(text: str) -> None:
    with pytest.raises(BugError) as refusal:
        refuse_personal("a" * 32, text)
    assert text not in str(refusal.value)
