"""A small invented procedure, installed as a pack: the gateway's tests stand apart from any real one."""

from pathlib import Path

CODE = "9.000001"
ANSWERS = {"full_name": "Nguyễn Thị Mẫu", "copies": 2}

_TEXT = """
format: 1
code: "9.000001"
version: "{version}"
name: "Cấp giấy thử nghiệm"
summary: "Chỉ dùng để kiểm tra phần mềm."
life_event: other
field_of_work: "Thử nghiệm"
valid_from: 2026-01-01
sources: {{invented: "Bịa ra để kiểm tra"}}
legal_basis: [{{title: "Không có", source: invented, verified: false}}]
presence: {{filing: false, result: false, text: "Không cần có mặt.", source: invented, verified: false}}
channels: [1, 2, 3]
parts:
  - id: certificate
    name: "Cấp giấy"
    authority: {{kind: commune, name: "UBND xã"}}
    source: invented
    verified: false
  - id: registry
    name: "Ghi sổ"
    authority: {{kind: commune, name: "UBND xã"}}
    source: invented
    verified: false
result: {{name: "Giấy thử nghiệm", source: invented, verified: false}}
fees: {{entries: [{{source: invented, verified: false}}]}}
due_rule: {{working_days: 3, text: "Ba ngày làm việc.", source: invented, verified: false}}
pages:
  - id: person
    title: "Người yêu cầu"
    fields:
      - id: full_name
        type: name
        label: "Họ tên"
        ask: "Ông bà tên là gì?"
        required: true
        source: invented
        verified: false
      - id: copies
        type: integer
        minimum: 1
        maximum: 9
        label: "Số bản"
        ask: "Cần mấy bản?"
        required: true
        source: invented
        verified: false
papers:
  - {{id: id_card, name: "Căn cước", handling: shown, source: invented, verified: false}}
  - {{id: other, name: "Giấy khác", handling: copy, needed: false, source: invented, verified: false}}
"""


def install(packs: Path, version: str) -> None:
    """Put this version of the procedure among the installed packs."""
    file = packs / CODE / f"{version}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_TEXT.format(version=version), encoding="utf-8")


LINKED = "9.000002"
LINKED_ANSWERS = {
    "full_name": "Nguyễn Thị Mẫu",
    "wanted": "all",
    "members": [{"member_name": "Giàng A Thử"}, {"member_name": "Lò Thị Thí Dụ"}],
}

_LINKED_TEXT = """
format: 1
code: "9.000002"
version: "1"
name: "Thủ tục liên thông thử nghiệm"
summary: "Chỉ dùng để kiểm tra phần mềm."
life_event: other
field_of_work: "Thử nghiệm"
valid_from: 2026-01-01
sources: {invented: "Bịa ra để kiểm tra"}
legal_basis: [{title: "Không có", source: invented, verified: false}]
presence: {filing: false, result: false, text: "Không cần có mặt.", source: invented, verified: false}
channels: [1, 2, 3]
parts:
  - id: certificate
    name: "Cấp giấy"
    authority: {kind: ubnd_xa, name: "UBND xã"}
    source: invented
    verified: false
  - id: residence
    name: "Cư trú"
    authority: {kind: cong_an_xa, name: "Công an xã"}
    due_rule:
      working_days: 1
      text: "Một ngày."
      cases: [{id: many, when: 'count(members) > 1', working_days: 5, source: invented, verified: false}]
      source: invented
      verified: false
    source: invented
    verified: false
  - id: insurance
    name: "Bảo hiểm"
    when: 'wanted == "all"'
    authority: {kind: bhxh, name: "BHXH"}
    due_rule: {text: "Chưa rõ.", source: invented, verified: false}
    source: invented
    verified: false
result: {name: "Giấy thử nghiệm", source: invented, verified: false}
fees: {entries: [{amount: 8000, source: invented, verified: false}]}
due_rule: {working_days: 3, text: "Ba ngày làm việc.", source: invented, verified: false}
pages:
  - id: person
    title: "Người yêu cầu"
    fields:
      - id: full_name
        type: name
        label: "Họ tên"
        ask: "Ông bà tên là gì?"
        required: true
        source: invented
        verified: false
      - id: wanted
        type: choice
        label: "Việc cần làm"
        ask: "Làm việc nào?"
        required: true
        options: [{id: some, label: "Hai việc"}, {id: all, label: "Ba việc"}]
        source: invented
        verified: false
  - id: members
    title: "Người cùng thay đổi"
    rows:
      id: members
      label: "Người cùng thay đổi"
      ask: "Thêm người nữa không?"
      one: "Người cùng thay đổi"
      maximum: 5
      source: invented
      verified: false
      pages:
        - id: member
          title: "Người cùng thay đổi"
          fields:
            - id: member_name
              type: name
              label: "Họ tên"
              ask: "Người ấy tên là gì?"
              required: true
              source: invented
              verified: false
papers: []
"""


def install_linked(packs: Path) -> None:
    """Put the invented linked procedure, with rows and parts that are chosen, among the installed packs."""
    file = packs / LINKED / "1.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(_LINKED_TEXT, encoding="utf-8")
