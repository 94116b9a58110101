"""The transfer view: the portal's order, words for a person, and what is missing in its place."""

from forms.answers import flatten
from forms.export_shelf import Exports
from forms.export_table import TableKind
from forms.sample import DAY
from forms.transferring import TransferBlock, transfer_view
from tests.unit.forms.exports.dossiers import answers, definition, facts, filed_codes


def view(code: str, seed: int = 0) -> tuple[TransferBlock, ...]:
    one = facts(code, seed)
    table = Exports.shipped().transfer(code, DAY)
    return transfer_view(one.definition, one.answers, dossier=one.dossier, papers=one.papers, table=table)


def test_every_procedure_that_is_filed_can_be_typed_over() -> None:
    for code in filed_codes():
        for seed in range(2):
            blocks = view(code, seed)
            lines = [line for block in blocks for line in block.lines]
            assert blocks
            assert all(block.title and block.lines for block in blocks)
            assert all(line.label for line in lines)
            # Every line has something to type, says why not, or may stay empty.
            assert all((line.value_text is None) == (line.copy_text is None) for line in lines)
            assert all(line.missing is None or line.value_text is None for line in lines)
            assert any(line.value_text for line in lines)


def test_the_lines_stand_in_the_portals_order() -> None:
    keys = [line.key for block in view("1.000656") for line in block.lines if line.key]
    order = ["citizenmoiquanhe", "citizenNDK_HoVaTen", "citizenField56", "citizenNDKLoaicutru"]
    order += ["citizenNguyennhanchet_NgdcKT", "citizenLoaigiaybaotu", "citizenSoluongbansaonguoiyeucaudenghi"]
    assert [key for key in keys if key in order] == order


def test_a_person_reads_words_and_copies_what_the_portal_takes() -> None:
    lines = {line.key: line for block in view("1.004873") for line in block.lines}
    assert lines["GioiTinhC1"].copy_text in ("Nam", "Nữ")
    assert lines["nycNoiCuTru"].value_text in ("Trong nước", "Khác")
    said = answers("1.004873", 0)
    assert lines["HoVaTenC"].copy_text == str(said["requester_name"]).upper()
    assert lines["NgaySinhC1"].copy_text == "/".join(reversed(str(said["person_birth"]).split("-")))
    assert lines["DanTocC1"].value_text == said["person_ethnic"]["name"]
    assert not any(
        text and "{" in text for line in lines.values() for text in (line.value_text, line.copy_text)
    )


def test_what_nobody_knows_says_so_in_its_place() -> None:
    lines = [line for block in view("3.000722") for line in block.lines]
    missing = [line for line in lines if line.missing is not None]
    assert any("căn cước" in line.label for line in missing)
    assert all(line.missing is not None and line.missing.told() for line in missing)


def test_members_of_a_household_are_typed_over_one_after_the_other() -> None:
    for seed in range(12):
        members = answers("1.004222", seed).get("members")
        if members:
            break
    else:
        raise AssertionError("no sample has members")
    (block,) = (one for one in view("1.004222", seed) if one.title.startswith("11."))
    names = [line.copy_text for line in block.lines if line.key.endswith(".ho_ten")]
    assert names == [str(member["member_name"]).upper() for member in members]
    numbers = [line.copy_text for line in block.lines if line.key.endswith(".tt")]
    assert numbers == [str(number) for number in range(1, len(members) + 1)]


def test_flat_answers_are_taken_as_well_as_nested_ones() -> None:
    table = Exports.shipped().of_kind(TableKind.PAPER, "1.004222", DAY)
    form, said = definition("1.004222"), answers("1.004222", 0)
    assert transfer_view(form, flatten(form, said), table=table) == transfer_view(form, said, table=table)
    assert transfer_view(form, flatten(form, said)) == transfer_view(form, said)


def test_without_a_table_the_questions_own_order_serves() -> None:
    form, said = definition("1.004222"), answers("1.004222", 0)
    blocks = transfer_view(form, said, unsure=frozenset({"mover_phone"}))
    labels = [line.label for block in blocks for line in block.lines]
    asked = [f.label.vi for f in form.fields() if f.id in said and f.rows is None]
    assert [label for label in asked if label in labels] == asked
    titles = [block.title for block in blocks]
    assert len(titles) == len(blocks)
