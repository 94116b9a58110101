"""Plans for tests: a provincial system, a ministry's adapter and a folder, with invented grants."""

from pathlib import Path

from sync.gateway.passing.config import PassingPlan, read_plan
from tests.unit.gateway.passing.simulator import SECRET, USER

TEXT = """
format: 1
sources: {{thu: "Bịa ra để kiểm tra"}}
roads:
  - id: tinh
    kind: dongbo
    title: "Hệ thống một cửa tỉnh"
    granted: "Công văn thử nghiệm"
    numbers: {numbers}
    adapter: {adapter}
    base: "{base}"
    timeout_seconds: {timeout}
    token: {{path: /token, style: basic, user: "{user}", secret_env: PASSING_SECRET}}
    paths: {{create: /DongBoHoSo, update: /CapNhatHoSo, progress: /DongBoTienDo, number: /GetNextValue, upload: /UploadFile{state}}}
    hear_seconds: 1
    units: {{"03127": "H18.34"}}
    may_lack: [{{key: NgayTiepNhan, source: thu, verified: false}}]
    values:
      - {{key: MaLinhVuc, value: "LV01", source: thu, verified: false}}
      - {{key: HinhThuc, value: "1", source: thu, verified: false}}
      - {{key: DuocThanhToanTrucTuyen, value: "0", source: thu, verified: false}}
      - {{key: "DSKetNoiCSDL[].MaCSDL", value: "7", source: thu, verified: false}}
      - {{key: NguoiXuLy, value: "Bộ phận một cửa", source: thu, verified: false}}
      - {{key: SoGiayToChuHoSo, value: "{card}", procedures: ["9.000001"], source: thu, verified: false}}
      - {{key: "DinhDanhCHS[].SoDinhDanh", value: "{card}", procedures: ["9.000001"], source: thu, verified: false}}
      - {{key: "DinhDanhCHS[].LoaiDinhDanh", value: "1", procedures: ["9.000001"], source: thu, verified: false}}
  - id: bo
    kind: noihoso
    title: "Bộ nối của bộ"
    granted: "Công văn thử nghiệm"
    numbers: interface
    adapter: ds
    base: "{base}"
    timeout_seconds: {timeout}
    token: {{path: /token, style: basic, user: "{user}", secret_env: PASSING_SECRET}}
    paths: {{create: /NoiHoSo, progress: /CapNhatTienTrinh, status: /CapNhatTrangThai, number: /GetNextValue, upload: /UploadFile}}
    may_lack: [{{key: NgayTiepNhan, source: thu, verified: false}}]
    values:
      - {{key: MaDichVuCong, value: "DVC01", source: thu, verified: false}}
      - {{key: NguoiXuLy, value: "Bộ phận một cửa", source: thu, verified: false}}
      - {{key: ChuHoSo, value: "NGƯỜI MẪU", procedures: ["9.000001"], source: thu, verified: false}}
      - {{key: ThongTinNguoiNop.ThongTinChiTiet.TenNguoiNop, value: "NGƯỜI MẪU", procedures: ["9.000001"], source: thu, verified: false}}
      - {{key: ThongTinNguoiNop.ThongTinChiTiet.SoDinhDanh, value: "{card}", procedures: ["9.000001"], source: thu, verified: false}}
  - id: tep
    kind: bundle
    title: "Bảo hiểm xã hội"
    granted: "Biên bản thử nghiệm"
    numbers: given
    adapter: th
    folder: drop
directions:
  - {{authority: commune, road: {commune}}}
  - {{authority: ubnd_xa, road: tinh}}
  - {{authority: cong_an_xa, road: bo}}
  - {{authority: bhxh, road: tep}}
"""


def plan_text(
    base: str = "https://thu.invalid",
    numbers: str = "interface",
    commune: str = "tinh",
    adapter: str = "th",
    hears: bool = True,
    timeout: int = 2,
    known: bool = True,
) -> str:
    state = ", state: /TraCuuTrangThai" if hears else ""
    text = TEXT if known else "\n".join(line for line in TEXT.splitlines() if "9.000001" not in line)
    return text.format(
        base=base,
        numbers=numbers,
        commune=commune,
        adapter=adapter,
        state=state,
        timeout=timeout,
        user=USER,
        card="001234567890",
    )


def plan(folder: Path, **changed: str | bool) -> PassingPlan:
    """A sound plan; its folder road lies below ``folder``."""
    return read_plan(plan_text(**changed), "passing.yaml", folder, {"PASSING_SECRET": SECRET})  # type: ignore[arg-type]  # only texts and one flag
