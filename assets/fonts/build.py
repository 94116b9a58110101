"""Makes the fonts the product ships from the upstream variable fonts: static, subset, small, the same bytes
every time.

A static instance starts faster in Qt than a variable font and is the only kind the PDF writer understands.
Run it again only when the upstream packages change::

    python assets/fonts/build.py NODE_MODULES

It needs ``fontTools`` and the packages ``fontpkg-noto-sans`` and ``fontpkg-noto-sans-khmer``, and in the folder
``NODE_MODULES`` the npm packages ``@expo-google-fonts/noto-sans-tai-viet`` and ``@expo-google-fonts/noto-sans-cham``;
none of them is needed where the product runs. Nothing else in the repository may import this file.
"""

import shutil
import sys
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).resolve().parent

# Latin for Vietnamese and for the minority languages written in Latin letters, precomposed and combining,
# and the signs the screens and papers use. Whole blocks are taken where a language pack may bring a letter
# nobody foresaw.
LATIN_BLOCKS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x024F),  # Latin Extended-A and -B: ŏ ĕ ĭ ŭ č ƀ ơ ư
    (0x02B0, 0x02FF),  # modifier letters: ʼ and its kin stand for a glottal stop
    (0x0300, 0x036F),  # combining marks
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2000, 0x206F),  # general punctuation, U+2011 among them
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20BF),  # currency: ₫
    (0x2100, 0x214F),  # № ℃
    (0x2150, 0x218F),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical signs
    (0x2500, 0x25FF),  # boxes
    (0x2600, 0x27BF),  # check marks
    (0xA720, 0xA7FF),  # Latin Extended-D: U+A78B, U+A78C
    (0xFFFD, 0xFFFD),
)
KHMER_BLOCKS = (
    (0x0020, 0x0020),
    (0x00A0, 0x00A0),
    (0x1780, 0x17FF),
    (0x19E0, 0x19FF),
    (0x200B, 0x200D),  # zero-width space and joiners steer line breaks and forms
    (0x25CC, 0x25CC),
)

TAI_VIET_BLOCKS = (
    (0x0020, 0x0020),
    (0x00A0, 0x00A0),
    (0x200B, 0x200D),
    (0x25CC, 0x25CC),
    (0xAA80, 0xAADF),
)
CHAM_BLOCKS = (
    (0x0020, 0x0020),
    (0x00A0, 0x00A0),
    (0x200B, 0x200D),
    (0x25CC, 0x25CC),
    (0xAA00, 0xAA5F),
)

SOURCES: tuple[tuple[str, str, str, tuple[tuple[int, int], ...]], ...] = (
    ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf", "NotoSans", LATIN_BLOCKS),
    ("fontpkg_noto_sans_khmer", "NotoSansKhmer[wdth,wght].ttf", "NotoSansKhmer", KHMER_BLOCKS),
)
WEIGHTS = (("Regular", 400), ("Bold", 700))

# Static upstream, and Tai Viet in one weight only.
NPM_SOURCES: tuple[tuple[str, str, tuple[tuple[int, int], ...], tuple[tuple[str, int], ...]], ...] = (
    ("@expo-google-fonts/noto-sans-tai-viet", "NotoSansTaiViet", TAI_VIET_BLOCKS, WEIGHTS[:1]),
    ("@expo-google-fonts/noto-sans-cham", "NotoSansCham", CHAM_BLOCKS, WEIGHTS),
)


def _characters(blocks: Iterable[tuple[int, int]]) -> list[int]:
    return [code for first, last in blocks for code in range(first, last + 1)]


def _make(source: Path, target: Path, style: str, weight: int, blocks: tuple[tuple[int, int], ...]) -> None:
    font = TTFont(source, recalcTimestamp=False)  # the same input gives the same bytes
    if "fvar" in font:
        font = instantiateVariableFont(
            font, {"wght": weight, "wdth": 100}, inplace=True, updateFontNames=True
        )
    options = Options()
    options.layout_features = ["*"]
    options.layout_scripts = ["*"]
    options.name_IDs = ["*"]  # the copyright and licence records stay in the file
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_characters(blocks))
    subsetter.subset(font)
    family = font["name"].getBestFamilyName()
    bold = style == "Bold"
    # Qt groups the two files into one family by these bits, whatever the names say.
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0b1100001) | (0b100000 if bold else 0b1000000)
    font["head"].macStyle = 1 if bold else 0
    font.save(target)
    found = len(font.getBestCmap())
    sys.stdout.write(f"{target.name}: {family} {style}, {found} characters, {target.stat().st_size} bytes\n")


def main(modules: Path) -> int:
    for package, file_name, name, blocks in SOURCES:
        root = Path(str(files(package)))
        for style, weight in WEIGHTS:
            _make(root / "files" / file_name, HERE / f"{name}-{style}.ttf", style, weight, blocks)
        shutil.copyfile(root / "LICENSE", HERE / f"OFL-{name}.txt")
    for package, name, blocks, weights in NPM_SOURCES:
        root = modules / package
        for style, weight in weights:
            source = root / f"{weight}{style}" / f"{name}_{weight}{style}.ttf"
            _make(source, HERE / f"{name}-{style}.ttf", style, weight, blocks)
        shutil.copyfile(root / "LICENSE_FONT", HERE / f"OFL-{name}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
