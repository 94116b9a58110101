"""The transfer view as one HTML page that needs nothing else: every value with a button that copies it.

For officials at a browser; written to a file or served by the back office. May not open a dossier.
"""

from html import escape
from itertools import groupby

from sync.gateway.passing.transfer import TransferPart, TransferRow, TransferView

_STYLE = """
:root{color-scheme:light dark;--line:#c7ccd4;--soft:#f3f5f8;--ink:#14213d;--go:#0b5cad;--warn:#8a3b00}
@media(prefers-color-scheme:dark){:root{--line:#4a5160;--soft:#232936;--ink:#e8ecf3;--go:#7db6f5;--warn:#ffb37a}
body{background:#161a22}}
body{font:16px/1.45 system-ui,sans-serif;color:var(--ink);max-width:64rem;margin:1.5rem auto;padding:0 1rem}
h1{font-size:1.35rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
p{margin:.2rem 0}table{border-collapse:collapse;width:100%}
td,th{border:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
th{background:var(--soft);font-weight:600}td:first-child{width:34%}td:last-child{width:6.5rem;text-align:center}
table.parts{margin-top:.8rem}table.parts td:last-child{width:auto;text-align:left;white-space:nowrap}
small{color:inherit;opacity:.75}.none{color:var(--warn)}
button{font:inherit;color:var(--go);background:none;border:1px solid var(--go);border-radius:.35rem;padding:.15rem .6rem;
cursor:pointer}button:focus-visible{outline:3px solid var(--go);outline-offset:2px}button.done{color:inherit;opacity:.6}
@media print{button{display:none}}
"""
_SCRIPT = """
document.addEventListener('click',function(e){var b=e.target.closest('button[data-copy]');if(!b)return;
var t=b.getAttribute('data-copy');function said(){b.textContent='Đã chép';b.classList.add('done')}
if(navigator.clipboard&&window.isSecureContext){navigator.clipboard.writeText(t).then(said)}
else{var a=document.createElement('textarea');a.value=t;document.body.appendChild(a);a.select();
document.execCommand('copy');a.remove();said()}});
"""


def transfer_page(view: TransferView) -> str:
    """The whole page; every text in it is escaped."""
    blocks = "".join(_block(title, list(rows)) for title, rows in groupby(view.rows, lambda row: row.block))
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>Chuyển hồ sơ {escape(view.dossier[:8])}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(view.name)}</h1><p>Mã thủ tục {escape(view.procedure)} · hồ sơ {escape(view.dossier)}</p>{_only(view)}"
        '<table class="parts"><thead><tr><th>Phần việc</th><th>Cơ quan</th><th>Mã hồ sơ</th></tr></thead><tbody>'
        f"{''.join(_part(part) for part in view.parts)}</tbody></table>{blocks}"
        f"<script>{_SCRIPT}</script></body></html>"
    )


def _only(view: TransferView) -> str:
    """Which part the rows are for, where they are not for all."""
    name = next((part.name for part in view.parts if part.part == view.part), None)
    return "" if name is None else f"<p>Chỉ phần việc: <strong>{escape(name)}</strong></p>"


def _part(part: TransferPart) -> str:
    number = "chưa có" if part.number is None else escape(part.number)
    kind = "" if part.official or part.number is None else " <small>(số thử nghiệm)</small>"
    road = " <small>(đi bằng giấy)</small>" if part.route == "paper" else ""
    return (
        f"<tr><td>{escape(part.name)}{road}</td><td>{escape(part.authority)}</td><td>{number}{kind}</td></tr>"
    )


def _block(title: str, rows: list[TransferRow]) -> str:
    return f"<h2>{escape(title)}</h2><table><tbody>{''.join(_row(row) for row in rows)}</tbody></table>"


def _row(row: TransferRow) -> str:
    key = f"<br><small>{escape(row.key)}</small>" if row.key else ""
    value = f'<span class="none">{escape(row.missing)}</span>' if row.missing else escape(row.value or "–")
    button = f'<button type="button" data-copy="{escape(row.copy)}">Chép</button>' if row.copy else ""
    return f"<tr><td>{escape(row.label)}{key}</td><td>{value}</td><td>{button}</td></tr>"
