"""Tables from packs: which count while another thread follows what came."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from forms import data_packs
from forms.data_packs import ANNOUNCED, DAYS, table, use

SHIPPED, EARLIER, NOW = Path("shipped"), Path("earlier"), Path("now")


def test_whoever_asks_while_tables_are_followed_is_given_none_of_ours() -> None:
    asked: list[Path] = []

    class Followed(Mapping[str, Path]):
        def __getitem__(self, name: str) -> Path:
            asked.append(table(DAYS, SHIPPED))  # another thread, in the middle
            return NOW

        def __iter__(self) -> Iterator[str]:
            return iter((DAYS,))

        def __len__(self) -> int:
            return 1

    try:
        use({DAYS: EARLIER, ANNOUNCED: EARLIER})
        use(Followed())
        assert asked == [EARLIER]
        assert [table(name, SHIPPED) for name in (DAYS, ANNOUNCED)] == [NOW, SHIPPED]
    finally:
        data_packs.follow(None)
    assert table(DAYS, SHIPPED) == SHIPPED
