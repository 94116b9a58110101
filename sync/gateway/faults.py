"""The faults of the gateway that a person must hear about, each with a message to act on."""

from forms.errors import KnownError
from forms.text import Message


class DatabaseUnusable(KnownError):
    """The database cannot be opened or is no database of ours."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.database",
                "Không mở được cơ sở dữ liệu của cổng tiếp nhận. Hãy kiểm tra đường dẫn, quyền truy cập và dung lượng "
                "đĩa; tệp cũ vẫn được giữ nguyên.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class DatabaseTooNew(KnownError):
    """A later release has written this database."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.database_newer",
                "Cơ sở dữ liệu này do phiên bản mới hơn tạo ra. Hãy cài phiên bản mới rồi chạy lại; không có gì bị "
                "thay đổi.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class KeyDamaged(KnownError):
    """A key file of the gateway cannot be read or has the wrong length."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "error.gateway.key",
                "Tệp khóa {name} của cổng tiếp nhận bị hỏng hoặc không đọc được. Hãy khôi phục từ bản sao lưu; hệ "
                "thống không tự tạo khóa mới thay vào.",
                "Shown to the administrator of the gateway; {name} is a file name.",
            ),
            name=name,
        )


class SecretWrong(KnownError):
    """The passphrase or PIN does not open the sealed keys, or their file is not the one it was."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.secret_wrong",
                "Mật khẩu hoặc mã PIN không mở được khóa của tỉnh. Không có gì bị thay đổi; hãy thử lại.",
                "Shown to the administrator of the gateway.",
            )
        )


class NotStarted(KnownError):
    """The gateway has never run: it has no card and no address yet."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.not_started",
                "Cổng tiếp nhận chưa chạy lần nào nên chưa có địa chỉ và thẻ để ghi ra USB. Hãy chạy một lần trước.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class NoGatewayHere(KnownError):
    """The folder holds no gateway, or one whose database is another than the file that was to be opened."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            Message(
                "error.gateway.not_here",
                "Ở {folder} không có cơ sở dữ liệu nào của cổng nên chưa làm gì. Xem lại --data;"
                " nếu cổng dùng PostgreSQL thì thêm --database-url như khi chạy serve. Cổng mới thì chạy serve một lần trước.",
                "Shown to the administrator of the gateway on the command line; folder is what was typed.",
            ),
            folder=folder,
        )


class OneOpener(KnownError):
    """Several openers need a database server."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.one_opener",
                "Muốn chạy nhiều tiến trình mở hồ sơ thì phải dùng PostgreSQL (--database-url).",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class AlreadyRunning(KnownError):
    """Another opener works on the same data."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.running",
                "Bộ phận mở hồ sơ đang chạy trên thư mục dữ liệu này rồi. Mỗi thư mục chỉ chạy một tiến trình mở hồ sơ.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class PortTaken(KnownError):
    """The port cannot be listened on."""

    def __init__(self, port: int) -> None:
        super().__init__(
            Message(
                "error.gateway.port",
                "Không mở được cổng mạng {port}. Có thể chương trình khác đang dùng; hãy chọn số khác bằng --port.",
                "Shown to the administrator of the gateway; {port} is a TCP port.",
            ),
            port=port,
        )


class BlobsUnsupported(KnownError):
    """A store was named where a folder is."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.blobs",
                "--blobs là đường dẫn một thư mục. Kho đối tượng (S3) được khai trong tệp blob-store.yaml của thư mục dữ liệu.",
                "Shown to the administrator of the gateway who named a place such as s3://…; blob-store.yaml and --blobs stay.",
            )
        )


class FolderUnusable(KnownError):
    """The data folder cannot be written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "error.gateway.folder",
                "Không ghi được vào thư mục {name}. Hãy kiểm tra quyền truy cập và dung lượng đĩa.",
                "Shown to the administrator of the gateway; {name} is a folder.",
            ),
            name=name,
        )


class NumberBlocksWrong(KnownError):
    """The file of delegated numbers cannot be read."""

    def __init__(self, where: str) -> None:
        super().__init__(
            Message(
                "error.gateway.number_blocks",
                "Tệp dãy mã hồ sơ được giao chưa đúng ({where}). Hồ sơ vẫn được nhận; mã hồ sơ sẽ được cấp khi tệp "
                "đã sửa xong.",
                "Shown to the administrator of the gateway; {where} names the faulty entry.",
            ),
            where=where,
        )


class NoSuchDossier(KnownError):
    """A dossier id the gateway has not recorded."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.no_dossier",
                "Không có hồ sơ này ở cổng tiếp nhận. Hãy xem lại mã bằng lệnh list.",
                "Shown to the back office on the command line.",
            )
        )


class NoSuchPart(KnownError):
    """A part the dossier has not."""

    def __init__(self, parts: str) -> None:
        super().__init__(
            Message(
                "error.gateway.no_part",
                "Hồ sơ không có phần việc này. Các phần việc của hồ sơ: {parts}.",
                "Shown to the back office on the command line; {parts} lists the ids of the parts.",
            ),
            parts=parts,
        )


class PartIsTheirs(KnownError):
    """A part whose state the authority's own system tells."""

    def __init__(self, parts: str) -> None:
        super().__init__(
            Message(
                "error.gateway.part_is_theirs",
                "Phần việc {parts} do hệ thống của cơ quan giải quyết cập nhật, nên không sửa trạng thái ở đây. Xin cập nhật "
                "trên hệ thống đó.",
                "Shown to the back office; {parts} lists the ids of parts.",
            ),
            parts=parts,
        )


class RecordUnreadable(KnownError):
    """A recorded dossier whose blob or key is no longer at hand."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.record_unreadable",
                "Không mở được nội dung hồ sơ này: gói dữ liệu hoặc khóa của cổng không còn ở đây. Hãy khôi phục từ bản "
                "sao lưu rồi chạy lại.",
                "Shown to the back office on the command line.",
            )
        )


class ResultUnreadable(KnownError):
    """The file given as a result cannot be read."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.result_file",
                "Không đọc được tệp kết quả, tệp trống hoặc tệp quá lớn (tối đa 64 MB). Hãy kiểm tra lại đường dẫn.",
                "Shown to the back office on the command line.",
            )
        )


class SupplementEmpty(KnownError):
    """A supplement request without a text."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.supplement_empty",
                "Yêu cầu bổ sung phải ghi rõ cần bổ sung những gì (tối đa 4000 ký tự).",
                "Shown to the back office on the command line.",
            )
        )


class ChildrenFailed(KnownError):
    """The processes of the gateway did not come up."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.children",
                "Các tiến trình của cổng tiếp nhận không khởi động được. Xem nguyên nhân ở các dòng phía trên.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class OfficeWithoutMachine(KnownError):
    """No trusted machine of the office is left to open a notice."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.office_without_machine",
                "Đơn vị nộp hồ sơ không còn máy nào được tin cậy để nhận thông báo. Hãy ghi danh lại một máy của đơn "
                "vị đó rồi gửi lại.",
                "Shown to the back office on the command line.",
            )
        )


class DistributionAbsent(KnownError):
    """There is no repository of packs here, or not this pack in it, or not this key."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.distribution_absent",
                "Chưa có kho gói, gói hoặc khóa này ở đây. Xem lại tên; lập kho lần đầu bằng “distribute begin”.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class DistributionDamaged(KnownError):
    """A statement in the repository of packs is gone or cannot be read."""

    def __init__(self, role: str) -> None:
        super().__init__(
            Message(
                "error.gateway.distribution_damaged",
                "Kho gói có tệp hỏng hoặc thiếu ({role}). Khôi phục thư mục kho gói từ bản sao lưu rồi làm lại.",
                "Shown to the administrator of the gateway on the command line; {role} is root, targets, snapshot or timestamp.",
            ),
            role=role,
        )


class DistributionPresent(KnownError):
    """The repository of packs has been begun before."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.distribution_present",
                "Kho gói đã có rồi nên không lập lại: các quầy chỉ tin kho đã biết.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )


class OlderIssue(KnownError):
    """A pack that is not newer than what is in distribution."""

    def __init__(self, name: str, serial: int, present: int) -> None:
        super().__init__(
            Message(
                "error.gateway.older_issue",
                "Gói {name} số {serial} không mới hơn bản đang phát hành (số {present}). Mỗi lần phát hành phải tăng số.",
                "Shown to the administrator of the gateway on the command line.",
            ),
            name=name,
            serial=serial,
            present=present,
        )


class WrongPassphrase(KnownError):
    """A key file does not open with what was typed."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "error.gateway.wrong_passphrase",
                "Cụm mật khẩu không mở được khóa phát hành. Hãy gõ lại.",
                "Shown to the administrator of the gateway on the command line.",
            )
        )
