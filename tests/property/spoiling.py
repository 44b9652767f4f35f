"""What people do to a table: cells, headers, rows and columns that are no longer what they were."""

import unicodedata
from collections.abc import Callable

from tests.property.mutations import Chance
from tests.property.tables import SECRETS, Table, respelled
from tests.property.texts import HOSTILE, NOTHING, OTHER_NAMES, WORTH
from tests.shapes.survey import CODES, QUESTIONS


def spoil_cell(table: Table, chance: Chance) -> None:
    """Something that is no answer, no unit and no date."""
    if not table.rows:
        return
    row = chance.choice(table.rows)
    at = chance.randrange(len(row)) if row else 0
    column = table.columns[at] if at < len(table.columns) else ""
    if not row:
        return
    text = chance.choice((*HOSTILE, *WORTH, *SECRETS))
    if column == "respondent":
        table.doubt(row)
    row[at] = text
    if own := table.truth.get(table.respondent(row)):
        if column in CODES:
            own.pop(column, None)
            if text in WORTH:
                own[column] = WORTH[text]
        elif column == "unit" and any(sign.isalnum() for sign in text):
            own["unit"] = NOTHING


def spoil_column(table: Table, chance: Chance) -> None:
    """The same odd text in many rows of a column."""
    at = chance.randrange(len(table.names))
    text = chance.choice((*HOSTILE, *WORTH))
    for row in table.rows:
        if at < len(row) and chance.random() < 0.7:
            table.doubt(row)
            row[at] = text


def respell_cells(table: Table, chance: Chance) -> None:
    """Cells spelled otherwise, with the same meaning."""
    for row in table.rows:
        for at, column in enumerate(table.columns):
            if at < len(row) and column in ("unit", *CODES) and chance.random() < 0.2:
                row[at] = respelled(row[at], chance)


def rename(table: Table, chance: Chance) -> None:
    """A column under another name, which may be that of another column."""
    at = chance.randrange(len(table.names))
    table.names[at] = chance.choice((*HOSTILE, *OTHER_NAMES, *QUESTIONS.values(), *table.names))
    # What stood there may now be another column, and with it that other column.
    table.doubt_all()


def respell_names(table: Table, chance: Chance) -> None:
    """Names in another spelling."""
    for at, name in enumerate(table.names):
        if chance.random() < 0.3:
            ways = (name.upper(), name.lower(), f" {name} ", f"{name}\n", unicodedata.normalize("NFD", name))
            table.names[at] = chance.choice(ways)


def garble_name(table: Table, chance: Chance) -> None:
    """A letter of a name lost or doubled."""
    at = chance.randrange(len(table.names))
    if name := table.names[at]:
        place = chance.randrange(len(name))
        table.names[at] = name[:place] + chance.choice(("", name[place] * 2, "?")) + name[place + 1 :]
        table.truth = {} if table.columns[at] in (*CODES, "unit") else table.truth


def swap_names(table: Table, chance: Chance) -> None:
    """Two names in each other's place: what the file says now is another thing."""
    at, to = (chance.randrange(len(table.names)) for _ in range(2))
    table.names[at], table.names[to] = table.names[to], table.names[at]
    table.doubt_all()


def drop_header(table: Table, chance: Chance) -> None:
    """A table without names."""
    if table.rows:
        table.doubt(table.rows[0])
        table.names = table.rows.pop(0)


def drop_column(table: Table, chance: Chance) -> None:
    """A column that was not sent."""
    at = chance.randrange(len(table.names))
    if len(table.names) > 1:
        for row in (table.names, table.columns, *table.rows):
            del row[at : at + 1]


def double_column(table: Table, chance: Chance) -> None:
    """A column that is there twice."""
    at = chance.randrange(len(table.names))
    to = chance.randrange(len(table.names) + 1)
    for row in (table.names, *table.rows):
        row.insert(to, row[at] if at < len(row) else "")
    table.columns.insert(to, "")


def shuffle_columns(table: Table, chance: Chance) -> None:
    """Whole columns in another order, which changes nothing."""
    order = list(range(len(table.names)))
    chance.shuffle(order)
    if all(len(row) == len(order) for row in table.rows) and len(table.columns) == len(order):
        for row in (table.names, table.columns, *table.rows):
            row[:] = [row[at] for at in order]


def add_columns(table: Table, chance: Chance) -> None:
    """Columns that nobody asked for."""
    for number in range(chance.choice((1, 3, 300))):
        table.names.append(chance.choice((f"x{number}", "", "ghi chú")))
        table.columns.append("")
        for row in table.rows:
            row.append(chance.choice(("", "1", "x", *SECRETS)))


def tear_row(table: Table, chance: Chance) -> None:
    """A row with cells lost, won or moved."""
    if not table.rows:
        return
    row = chance.choice(table.rows)
    table.doubt(row)
    at = chance.randrange(len(row) + 1)
    match chance.randrange(4):
        case 0:
            del row[at:]
        case 1:
            row[at:at] = [""] * chance.choice((1, 3))
        case 2:
            del row[at : at + 1]
        case 3:
            row += chance.choice(table.rows)


def double_rows(table: Table, chance: Chance) -> None:
    """Rows that are there twice."""
    for row in chance.sample(table.rows, len(table.rows) // 2):
        table.doubt(row)
        table.rows.insert(chance.randrange(len(table.rows)), list(row))


def shuffle_rows(table: Table, chance: Chance) -> None:
    """Rows in another order."""
    chance.shuffle(table.rows)


def put_between(table: Table, chance: Chance) -> None:
    """Rows that are no responses: blank ones, the header, totals, signatures, notes."""
    width = len(table.names)
    rows = (
        *([""] * width, [], [" "] * width, ["\0"] * width, [""] * (width - 1) + ["x"], list(table.names)),
        *(["Tổng cộng", "12"], ["", "Trung bình", *["3,5"] * width], ["NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH"]),
        *(["Ghi chú: số liệu sơ bộ"], ["x" * 70_000], ["Lò Thị Xuyến ký"], ["=SUM(A1:A9)"] * width),
    )
    for _ in range(chance.choice((1, 1, 5))):
        row = list(chance.choice(rows))
        table.rows.insert(chance.randrange(len(table.rows) + 1), [*row, *[""] * (width - len(row))])


def put_above(table: Table, chance: Chance) -> None:
    """Titles over the header, or things that look like one."""
    rows = (
        ["BÁO CÁO"],
        [""],
        ["Năm", "2019"],
        ["respondent", "unit"],
        ["I. Tiếp cận", "II. Thủ tục"],
        ["x"] * 400,
    )
    table.above += [list(chance.choice(rows)) for _ in range(chance.choice((1, 3, 70)))]


SPOILINGS: tuple[Callable[[Table, Chance], None], ...] = (
    *[spoil_cell] * 8,
    *(spoil_column, respell_cells, rename, rename, respell_names, garble_name, swap_names, drop_header),
    *(
        drop_column,
        double_column,
        shuffle_columns,
        add_columns,
        tear_row,
        tear_row,
        double_rows,
        shuffle_rows,
    ),
    *(put_between, put_between, put_above),
)


def spoil(table: Table, chance: Chance) -> None:
    """Spoil a table in one way or several."""
    for _ in range(chance.choice((0, 1, 1, 2, 3, 6))):
        chance.choice(SPOILINGS)(table, chance)
