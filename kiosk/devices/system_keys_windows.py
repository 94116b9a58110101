"""Windows sends its own keys past every window: a low-level hook of this process stops them first.

Works in every edition because it asks nothing of the system but its documented hook; Ctrl+Alt+Del cannot be stopped by any
program. Only loaded on Windows, where it has not been tried (``docs/operations.md``).
"""

import sys
from collections.abc import Callable

from kiosk.devices.system_keys import Held, Key, is_the_systems

KEYS = {
    0x09: Key.TAB,
    0x1B: Key.ESCAPE,
    0x20: Key.SPACE,
    0x2C: Key.PRINT,
    0x2E: Key.DELETE,
    0x5B: Key.META,
    0x5C: Key.META,
    0x5D: Key.MENU,
    0x70: Key.F1,
    0x73: Key.F4,
    0x7A: Key.F11,
}
"""Virtual key codes (winuser.h)."""

ALT_DOWN = 0x20
"""Flag of the hook's event: Alt is held (LLKHF_ALTDOWN)."""

_WH_KEYBOARD_LL = 13
_CONTROL, _LEFT_WINDOWS, _RIGHT_WINDOWS = 0x11, 0x5B, 0x5C


def stops(code: int, flags: int, is_down: Callable[[int], bool]) -> bool:
    """Whether a key is stopped before Windows sees it. ``is_down`` tells of other keys."""
    held = Held(
        alt=bool(flags & ALT_DOWN),
        ctrl=is_down(_CONTROL),
        meta=is_down(_LEFT_WINDOWS) or is_down(_RIGHT_WINDOWS),
    )
    return is_the_systems(KEYS.get(code, Key.OTHER), held)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Event(ctypes.Structure):
        _fields_ = (
            ("code", wintypes.DWORD),
            ("scan", wintypes.DWORD),
            ("flags", wintypes.DWORD),
            ("time", wintypes.DWORD),
            ("extra", ctypes.c_void_p),
        )

    def hook() -> Callable[[], None]:
        """Hooks the keyboard on this thread, whose event loop must run. Returns what takes the hook away."""
        user = ctypes.WinDLL("user32", use_last_error=True)
        kind = ctypes.WINFUNCTYPE(ctypes.c_ssize_t, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM)
        user.CallNextHookEx.argtypes = (wintypes.HHOOK, ctypes.c_int, wintypes.WPARAM, wintypes.LPARAM)
        user.CallNextHookEx.restype = ctypes.c_ssize_t
        user.SetWindowsHookExW.argtypes = (ctypes.c_int, kind, wintypes.HINSTANCE, wintypes.DWORD)
        user.SetWindowsHookExW.restype = wintypes.HHOOK
        user.UnhookWindowsHookEx.argtypes = (wintypes.HHOOK,)

        def is_down(code: int) -> bool:
            return bool(user.GetAsyncKeyState(code) & 0x8000)

        @kind  # type: ignore[untyped-decorator]  # a type made at run time
        def heard(code: int, what: int, address: int) -> int:
            if code == 0:
                event = ctypes.cast(address, ctypes.POINTER(_Event)).contents
                if stops(event.code, event.flags, is_down):
                    return 1
            return int(user.CallNextHookEx(None, code, what, address))

        handle = user.SetWindowsHookExW(_WH_KEYBOARD_LL, heard, None, 0)

        def unhook(_kept: object = heard) -> None:
            if handle:
                user.UnhookWindowsHookEx(handle)

        return unhook
