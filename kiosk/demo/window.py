"""The demo office to touch: gateway, agent and the kiosk under its supervisor, until the kiosk is closed."""

import tempfile
from pathlib import Path

from kiosk.commands.line import Console
from kiosk.demo.processes import OFFICER, PASSPHRASE, DemoOffice
from kiosk.folder import Folder
from kiosk.supervisor import supervise


def run_window(folder: Folder | None, console: Console) -> int:
    """Opens the demo in ``folder`` (kept for next time) or in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="hoso-demo-") as spare:
        root = folder.root if folder is not None else Path(spare)
        with DemoOffice(Folder(root / "kiosk"), root / "gateway") as office:
            office.start_gateway()
            office.set_up_office()
            office.enrol(office.gateway_url)
            office.start_agent()
            console.refuse(
                "Bản dùng thử, dữ liệu bịa đặt. / Demo with invented data only.",
                f"Cán bộ / officer: {OFFICER}    Mật khẩu / passphrase: {PASSPHRASE}",
                f"Cổng tỉnh mẫu / sample gateway: {office.gateway_url}",
            )
            return supervise(office.folder, ("--window",))
