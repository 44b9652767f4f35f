"""Tables of web pages, as systems export them under the name of Excel."""

import unicodedata
from pathlib import Path

import pytest

from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import converted, lines, only, xlsx

ROWS = [["đơn vị", "a1"], ["Mường Chà", "4"]]


def row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def table(*rows: str) -> str:
    return f"<table>{''.join(rows)}</table>"


DATA = table(*(row(*cells) for cells in ROWS))


def page(body: str, encoding: str = "utf-8") -> bytes:
    return f"<html><head><title>Báo cáo</title></head><body>{body}</body></html>".encode(encoding)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        lines(content)
    return caught.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_page_is_read_in_the_encoding_it_is_in(encoding: str) -> None:
    assert only(page(f'<meta charset="windows-1252">{DATA}', encoding)) == ROWS


def windows_1258(text: str) -> bytes:
    """The text with its tones apart from its letters, as that encoding has them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        bare = "".join(part for part in parts if part not in tones)
        letters.append(unicodedata.normalize("NFC", bare) + "".join(part for part in parts if part in tones))
    return "".join(letters).encode("cp1258")


def test_a_page_in_windows_1258_is_read_in_composed_letters() -> None:
    words = ["Huyện Mường Chà", "rất hài lòng với tinh thần phục vụ của cán bộ"]
    assert only(windows_1258(f"<html>{table(row(*words), row('1', '2'))}</html>")) == [words, ["1", "2"]]


def test_spans_fill_every_place_they_take() -> None:
    body = (
        "<table><tr><th rowspan=2>unit<th colspan=2>a</tr><tr><th>1<th>2</tr>"
        "<tr><td rowspan='2'>x<td>4<td>5</tr><tr><td>3<td rowspan=0>2</tr></table>"
    )
    assert only(page(body)) == [["unit", "a", "a"], ["unit", "1", "2"], ["x", "4", "5"], ["x", "3", "2"]]


def test_rows_and_cells_without_an_end_are_those_that_are_meant() -> None:
    assert only(page("<table><caption>x<tr><td>a<td>b<tr><td>c<td>d</table>")) == [["a", "b"], ["c", "d"]]


def test_rows_without_a_beginning_are_damage_and_never_one_long_row() -> None:
    assert refused(page("<table><tr><th>a<th>b</tr><td>1<td>2</tr><td>3<td>4</tr></table>")) == "damaged-file"
    assert refused(page("<table><td>a<td>b</tr><td>1<td>2</tr></table>")) == "damaged-file"
    assert only(page(f"<table><td>menu</td></table>{DATA}")) == ROWS


def test_blank_rows_keep_their_lines_and_spaces_are_those_of_a_page() -> None:
    body = table(row("a<br>b", "<p>c</p><p>d</p>"), row("&nbsp;", ""), row(" \n x\t y ", "&#7885;&amp;&lt;"))
    assert only(page(body)) == [["a b", "c d"], [], ["x y", "ọ&<"]]


def test_scripts_comments_and_choices_are_not_text() -> None:
    hidden = "<script>var a;</script><style>b</style><!-- c --><select><option>d</option></select>"
    assert only(page(table(row(f"a{hidden}", "b"), row("c", "d")))) == [["a", "b"], ["c", "d"]]


def test_a_layout_around_the_data_is_no_sheet() -> None:
    menu = table(row("Trang chủ"), row("Báo cáo"))
    layout = table(row("Sở Nội vụ"), f"<tr><td>{DATA}{menu}</td></tr>", row("Trang 1"))
    assert list(lines(page(layout)).values()) == [ROWS]
    assert list(lines(page(table(f"<tr><td>{layout}</td></tr>"))).values()) == [ROWS]


def test_a_small_table_in_a_cell_is_text_of_the_cell() -> None:
    body = table(row("unit", "a1"), row("Mường Chà", table(row("4"), row("5"))))
    assert only(page(body)) == [["unit", "a1"], ["Mường Chà", "4 5"]]


def test_each_table_is_a_sheet_and_its_caption_the_name() -> None:
    second = f"<table><caption> Tỉnh\n Điện Biên </caption>{row('a', 'b')}{row('c', 'd')}</table>"
    assert lines(page(DATA + second)) == {"": ROWS, "Tỉnh Điện Biên": [["a", "b"], ["c", "d"]]}


@pytest.mark.parametrize("body", ["Phiên đăng nhập đã hết hạn", table(row("a")), table(row("a", "b"))])
def test_a_page_without_a_table_of_data_has_no_sheets(body: str) -> None:
    assert lines(page(body)) == {}


@pytest.mark.parametrize("cut", ["</table>", "</td></tr></table>", "Chà</td>", "<td>4", "able>"])
def test_a_page_that_is_cut_off_in_its_table_is_damaged(cut: str) -> None:
    whole = page(DATA).decode()
    assert refused(whole[: whole.rindex(cut)].encode()) == "damaged-file"


def test_a_page_without_the_ends_of_its_frame_is_whole() -> None:
    assert only(f"<html><body>{DATA}".encode()) == ROWS


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<table><tr><td>" * 2000, "damaged-file"),
        ("<font>" * 100_000 + "</p>" * 100_000, "damaged-file"),
        (
            "<table>" + "<tr><td rowspan=65534 colspan=1000>" * 16 + "<tr>" * 60_000 + "</table>",
            "oversized-file",
        ),
        ("<table><tr>" + "<td colspan=1000>x" * 17 + "<tr><td>y</table>", "oversized-file"),
        (table(row("a", "x" * 1_100_000), row("b", "c")), "oversized-file"),
    ],
)
def test_a_page_made_to_do_harm_is_refused_soon(body: str, problem: str) -> None:
    assert refused(page(body)) == problem


def test_attributes_without_end_take_no_time() -> None:
    many = " ".join(f"a{number}=1" for number in range(100_000))
    assert only(page(f"<table><tr><td {many}>a<td colspan=x rowspan>b</tr>{row('c', 'd')}</table>"))


def test_entities_of_its_own_and_of_other_files_stay_unread() -> None:
    body = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "yy">]>'
    read = only(body.encode() + table(row("&x;", "&y;"), row("c", "d")).encode())
    assert read == [["&x;", "&y;"], ["c", "d"]]


@pytest.mark.slow
def test_libreoffice_saves_a_page_that_is_read(tmp_path: Path) -> None:
    saved = converted(xlsx([["đơn vị", "a1"], ["Mường Chà", 4]]), "made.xlsx", "html", tmp_path)
    assert only(saved) == ROWS
