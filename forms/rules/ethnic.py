"""The ethnic groups of Viet Nam by name, code and list.

Two lists with different codes are in circulation, so a code is worth nothing without the list's id: every answer
carries name, code and list. Here is the order of QĐ 121-TCTK/PPCĐ (1979), as published second-hand. A name outside
the list is kept as the person said it, without a code; a person's group is asked, never inferred.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.rules.names import fold
from forms.text import Message

LIST_ID = "QD121"

ETHNIC_UNKNOWN = Message(
    "error.form.ethnic",
    "Mời bà con chọn dân tộc trong danh sách, hoặc chọn “Khác” rồi ghi tên dân tộc của mình.",
    "Shown under the question about the ethnic group. “Khác” means “other”.",
)


@dataclass(frozen=True, slots=True)
class EthnicGroup:
    """One group of the list. ``aliases`` are other spellings under which people look for it."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()

    def value(self) -> dict[str, str | None]:
        """The answer that means this group."""
        return {"name": self.name, "code": self.code, "list": LIST_ID}


_NAMES = (
    "Kinh,Việt|Tày|Thái|Hoa,Hán|Khơ-me,Khmer|Mường|Nùng|HMông,Hmông,Mông,Mèo|Dao|Gia-rai,Gia Rai,Jrai|Ngái|"
    "Ê-đê,Ê Đê,Rađê|Ba-na,Ba Na,Bahnar|Xơ-đăng,Xơ Đăng,Sedang|Sán Chay,Cao Lan|Cơ-ho,Cơ Ho,K'Ho|Chăm,Chàm|Sán Dìu|"
    "Hrê|Mnông,M'nông|Ra-glai,Raglai,Raglay|Xtiêng,Stiêng,S'tiêng|Bru-Vân Kiều,Vân Kiều,Bru|Thổ|Giáy|Cơ-tu,Cơ Tu|"
    "Gié-Triêng,Giẻ Triêng|Mạ,Châu Mạ|Khơ-mú,Khơ Mú|Co,Cor|Tà-ôi,Tà Ôi,Pa Kô|Chơ-ro,Chơ Ro|Kháng|Xinh-mun,Xinh Mun|"
    "Hà Nhì|Chu-ru,Chu Ru|Lào|La Chí|La Ha|Phù Lá|La Hủ|Lự|Lô Lô|Chứt|Mảng|Pà Thẻn|Cơ Lao|Cống|Bố Y|Si La|Pu Péo|"
    "Brâu|Ơ Đu|Rơ-măm,Rơ Măm"
)


def _listed() -> tuple[EthnicGroup, ...]:
    rows = [names.split(",") for names in _NAMES.split("|")]
    groups = [EthnicGroup(f"{n:02d}", row[0], tuple(row[1:])) for n, row in enumerate(rows, start=1)]
    return (*groups, EthnicGroup("55", "Người nước ngoài"), EthnicGroup("56", "Không rõ"))


GROUPS: tuple[EthnicGroup, ...] = _listed()
"""54 groups, then the two codes that are none. “Khác” is not a row: it is any name without a code."""

_BY_CODE = {group.code: group for group in GROUPS}


def group(code: str) -> EthnicGroup | None:
    """The group of a code of this list."""
    return _BY_CODE.get(code)


def other(name: str) -> dict[str, str | None]:
    """The answer of somebody whose group is not in the list ("Khác")."""
    return {"name": name, "code": None, "list": LIST_ID}


def find(query: str) -> tuple[EthnicGroup, ...]:
    """Groups whose name or another spelling begins with the query, marks and signs left aside; all when blank."""
    wanted = _bare(query)
    return tuple(g for g in GROUPS if any(_bare(name).startswith(wanted) for name in (g.name, *g.aliases)))


def judge_ethnic(value: Mapping[str, object]) -> Message | None:
    """What is wrong with an ethnic answer. A known code must come with its own name."""
    name, code = value.get("name"), value.get("code")
    if not isinstance(name, str) or not name or len(name) > 60 or value.get("list") != LIST_ID:
        return ETHNIC_UNKNOWN
    if set(value) - {"name", "code", "list"}:
        return ETHNIC_UNKNOWN
    if code is None:
        return None
    known = _BY_CODE.get(code) if isinstance(code, str) else None
    if known is None or _bare(name) not in {_bare(n) for n in (known.name, *known.aliases)}:
        return ETHNIC_UNKNOWN
    return None


def _bare(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())
