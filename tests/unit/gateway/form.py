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
