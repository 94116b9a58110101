"""The other side: a provincial system and a ministry's adapter as public code describes them, with their odd answers.

Pure in ``Simulator.answer``, a real server on loopback in ``Serving``. Strict where its senders must be: required keys,
dates, strings only, lengths, ten rows a call, order. What comes against the order or twice is kept in ``complaints``.
"""

import base64
import json
import re
import ssl
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sync.gateway.passing.calling import Asked, NoAnswer

USER, SECRET = "kiosk-tinh", "bi-mat-thu-nghiem"
TOKEN, CREATE, UPDATE, PROGRESS = "/token", "/DongBoHoSo", "/CapNhatHoSo", "/DongBoTienDo"
NUMBER, UPLOAD, LINK, COURSE, STATUS = (
    "/GetNextValue", "/UploadFile", "/NoiHoSo", "/CapNhatTienTrinh", "/CapNhatTrangThai",
)  # fmt: skip
STATE = "/TraCuuTrangThai"

_DATE = re.compile(r"20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d")
_DATES = frozenset({"NgayNopHoSo", "NgayTiepNhan", "NgayHenTra", "NgayTra", "NgayKetThucXuLy", "NgayTuChoi"})
_REQUIRED = (
    "MaHoSo", "MaTTHC", "TenTTHC", "MaLinhVuc", "TenLinhVuc", "NgayNopHoSo", "NgayTiepNhan", "TrangThaiHoSo",
    "HinhThuc", "DonViXuLy", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID",
    "DuocThanhToanTrucTuyen", "SoGiayToChuHoSo", "LoaiDoiTuong",
)  # fmt: skip
_REQUIRED_LINK = ("MaHoSo", "MaTTHC", "MaDichVuCong", "ChuHoSo", "LoaiDoiTuong", "MaDonViTiepNhan", "NgayNop")
_NOT_TEXT = frozenset({"HoSoBoSungId", "TrangThaiBoSung"})


class Fault(StrEnum):
    """What goes wrong with one request. ``*_AFTER``: once it has been stored."""

    NONE = "none"
    DOWN = "500"
    DOWN_AFTER = "500 after"
    SILENT = "timeout"
    SILENT_AFTER = "timeout after"
    HTML = "html"
    HTML_AFTER = "html after"
    BUSY = "429"
    ZERO_ERROR = "error_code 0 with an error"
    ZERO_ERROR_AFTER = "error_code 0 with an error, stored all the same"
    EXPIRED = "token expired"
    TWICE = "the answer twice"


FAULTS = tuple(Fault)


@dataclass
class Simulator:
    """``faults`` are used up one for each request but those for tokens; then everything goes well."""

    faults: Iterator[Fault] = field(default_factory=lambda: iter(()))
    lacks: frozenset[str] = frozenset()  # required keys this system takes empty
    unit: str = "H18.34"
    refused: Mapping[str, str] = field(default_factory=dict)  # MaTTHC → why it is refused
    stored: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    states: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    told: list[dict[str, str]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    _tokens: set[str] = field(default_factory=set)
    _running: int = 0
    _exists: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, number: str, status: str, at: str, text: str = "") -> None:
        """Their system moves a dossier by itself."""
        self.told.append({"MaHoSo": number, "TrangThai": status, "ThoiDiem": at, "NoiDung": text})

    def answer(self, path: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | None:
        """HTTP status and body; None: nobody ever answers."""
        with self._lock:
            self.calls[path] += 1
            if path == TOKEN:
                return self._token(headers)
            fault = next(self.faults, Fault.NONE)
            if fault is Fault.EXPIRED:
                self._tokens.clear()
            if headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
                return 401, b'{"error":"invalid_token"}'
            if (before := _before(fault)) is not None:
                return before
            if fault is Fault.SILENT:
                return None
            told = json.dumps(self._work(path, headers, body), ensure_ascii=False).encode()
            return _after(fault, told)

    def _token(self, headers: Mapping[str, str]) -> tuple[int, bytes]:
        pair = base64.b64encode(f"{USER}:{SECRET}".encode()).decode()
        if headers.get("Authorization") != f"Basic {pair}":
            return 401, b'{"error":"invalid_client"}'
        token = f"token-{self.calls[TOKEN]}"
        self._tokens.add(token)
        return 200, json.dumps({"access_token": token, "expires_in": 3600}).encode()

    def _work(self, path: str, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        if path == UPLOAD:
            return self._upload(headers, body)
        asked = json.loads(body)
        work = {
            CREATE: self._create, UPDATE: self._update, PROGRESS: self._progress, COURSE: self._progress,
            NUMBER: self._number, LINK: self._link, STATUS: self._status, STATE: self._tell,
        }[path]  # fmt: skip
        return work(asked)

    def _create(self, asked: Any) -> dict[str, Any]:
        fault, message = self._judge(asked)
        if fault:
            return _no(fault)
        number = message["MaHoSo"]
        if number in self.stored:
            return self._already()
        self.stored[number] = message
        self._moves(number, message["TrangThaiHoSo"])
        return _yes()

    def _update(self, asked: Any) -> dict[str, Any]:
        fault, message = self._judge(asked)
        if fault:
            return _no(fault)
        if message["MaHoSo"] not in self.stored:
            self.complaints.append("changed before it was created")
            return _no("Hồ sơ không có trên hệ thống")
        self.stored[message["MaHoSo"]] = message
        self._moves(message["MaHoSo"], message["TrangThaiHoSo"])
        return _yes()

    def _judge(self, asked: Any) -> tuple[str, dict[str, Any]]:
        if not isinstance(asked, list) or len(asked) != 1 or not isinstance(asked[0], dict):
            return "Dữ liệu phải là một mảng", {}
        message: dict[str, Any] = asked[0]
        reason = self.refused.get(message.get("MaTTHC", ""))
        if reason:
            return reason.format(**message), message
        for key in _REQUIRED:
            if key not in message or (not message[key] and key not in self.lacks):
                return f"Thiếu {key}", message
        if "MaDoiTuong" not in message or not message.get("DinhDanhCHS"):
            return "Thiếu định danh", message
        for entry in message.get("TaiLieuNop", ()):
            if not entry.get("TepDinhKemId") and "TepDinhKemId" not in self.lacks:
                return "Thiếu TepDinhKemId", message
        if len(message["TrichYeuHoSo"]) > 1000:
            return "TrichYeuHoSo quá dài", message
        for key in _DATES:
            if message.get(key) and not _DATE.fullmatch(message[key]):
                return f"Ngày sai {key}", message
        odd = next(_not_texts(message), None)
        return (f"Phải là chuỗi: {odd}" if odd else ""), message

    def _progress(self, asked: Any) -> dict[str, Any]:
        if not isinstance(asked, list) or not 0 < len(asked) <= 10:
            self.complaints.append("more rows than ten")
            return _no("Tối đa 10 dòng")
        for row in asked:
            if row["MaHoSo"] not in self.stored:
                self.complaints.append("progress before the dossier")
                return _no("Hồ sơ không có trên hệ thống")
            if not all(row.get(key) for key in ("NguoiXuLy", "NoiDungXuLy", "TrangThai", "ThoiDiemXuLy")):
                return _no("Thiếu thông tin tiến độ")
            if len(row["NguoiXuLy"]) > 50 or not _DATE.fullmatch(row["ThoiDiemXuLy"]):
                return _no("Sai định dạng tiến độ")
        for row in asked:
            known = self.rows.setdefault(row["MaHoSo"], [])
            if row in known:
                continue
            if known and known[-1]["ThoiDiemXuLy"] > row["ThoiDiemXuLy"]:
                self.complaints.append("progress out of order")
            known.append(row)
        return _yes()

    def _number(self, asked: Any) -> dict[str, Any]:
        self._running += 1
        return _yes(MaHoSo=f"{self.unit}-261123-{self._running:04d}")

    def _upload(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
        whole = b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body
        (part,) = BytesParser().parsebytes(whole).get_payload()
        data = part.get_payload(decode=True)
        assert part.get_param("name", header="content-disposition") == "file"
        name = f"tep-{len(self.files) + 1}"
        self.files[name] = data
        return _yes(IdTepTin=name, HashTepTin=f"bam-{name}")

    def _link(self, asked: Any) -> dict[str, Any]:
        reason = self.refused.get(asked.get("MaTTHC", ""))
        lacking = next((key for key in _REQUIRED_LINK if not asked.get(key)), None)
        if reason or lacking:
            return _no(reason or f"Thiếu {lacking}")
        for paper in asked["ThanhPhanHoSo"]:
            for file in paper["GiayToDinhKem"]:
                if file["IdGiayTo"] not in self.files or file["HashTepTin"] != f"bam-{file['IdGiayTo']}":
                    return _no("Tệp không có trên hệ thống")
        if asked["ThongTinNguoiNop"]["LoaiDoiTuong"] not in ("0", "1", "2"):
            return _no("Sai LoaiDoiTuong")
        odd = next(_not_texts(asked), None)
        if odd:
            return _no(f"Phải là chuỗi: {odd}")
        if asked["MaHoSo"] in self.stored:
            return self._already()
        self.stored[asked["MaHoSo"]] = asked
        return _yes()

    def _status(self, asked: Any) -> dict[str, Any]:
        if asked["MaHoSo"] not in self.stored:
            self.complaints.append("state before the dossier")
            return _no("Hồ sơ không có trên hệ thống")
        self._moves(asked["MaHoSo"], asked["TrangThai"])
        return _yes()

    def _tell(self, asked: Any) -> dict[str, Any]:
        if len(asked["MaHoSo"]) > 50:
            self.complaints.append("asked for too many")
        return {
            "error_code": "0",
            "message": "Thành công",
            "data": [one for one in self.told if one["MaHoSo"] in asked["MaHoSo"]],
        }

    def _moves(self, number: str, status: str) -> None:
        known = self.states.setdefault(number, [])
        if not known or known[-1] != status:
            known.append(status)

    def _already(self) -> dict[str, Any]:
        self._exists += 1
        return {"error_code": ("0", "3", "-3")[self._exists % 3], "message": "Hồ sơ đã tồn tại trên hệ thống"}


def _before(fault: Fault) -> tuple[int, bytes] | None:
    return {
        Fault.DOWN: (500, b"<h1>Server Error</h1>"),
        Fault.HTML: (200, b"<html><body>Please log in</body></html>"),
        Fault.BUSY: (429, b""),
        Fault.ZERO_ERROR: (200, json.dumps({"error_code": "0", "message": "Có lỗi xảy ra"}).encode()),
    }.get(fault)


def _after(fault: Fault, told: bytes) -> tuple[int, bytes] | None:
    if fault is Fault.SILENT_AFTER:
        return None
    return {
        Fault.DOWN_AFTER: (500, b""),
        Fault.HTML_AFTER: (200, b"<html></html>"),
        Fault.ZERO_ERROR_AFTER: (
            200,
            json.dumps({"error_code": 0, "message": "Lỗi khi ghi nhật ký"}).encode(),
        ),
        Fault.TWICE: (200, told + told),
    }.get(fault, (200, told))


def _yes(**data: str) -> dict[str, Any]:
    return {"error_code": "0", "message": "Cập nhật thành công", "data": data}


def _no(message: str) -> dict[str, Any]:
    return {"error_code": "-1", "message": message}


def _not_texts(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _not_texts(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _not_texts(inner, key)
    elif not isinstance(value, str) and key not in _NOT_TEXT:
        yield key


class Direct:
    """Reaches a simulator without a socket."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def post(self, asked: Asked) -> tuple[int, bytes]:
        path = "/" + asked.url.split("/", 3)[3]
        answer = self._simulator.answer(path, asked.headers, asked.body)
        if answer is None:
            raise NoAnswer("timeout")
        return answer


class Serving:
    """The simulator behind a real socket. A request that is never answered is held until ``close``."""

    def __init__(self, simulator: Simulator, context: ssl.SSLContext | None = None) -> None:
        held = threading.Event()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = simulator.answer(self.path, dict(self.headers), body)
                if answer is None:
                    held.wait(20)
                    self.close_connection = True
                    return
                self.send_response(answer[0])
                self.send_header("Content-Length", str(len(answer[1])))
                self.end_headers()
                self.wfile.write(answer[1])

            def log_message(self, *_: object) -> None:
                pass

        self._held = held
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if context is not None:
            # The greeting is each connection's own affair: one that breaks it off stops nobody.
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that went away is no news
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        if self._held.is_set():
            return
        self._held.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def faults(sequence: Iterable[Fault]) -> Iterator[Fault]:
    """The faults of a run, in order."""
    return iter(tuple(sequence))
