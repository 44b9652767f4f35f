"""Texts that stand in cells and headers where nobody expects them."""

from tests.property.tables import Meanings, marked

NOTHING = marked(())

WORTH: dict[str, Meanings] = {
    **dict.fromkeys(
        ("4.0", "4,0", "４", "٤", "4.", "(4)", "④", "4e0", "04", "+4", "'4", "4\u200b"), marked({4})
    ),
    **dict.fromkeys(("4/5", "4 / 5", "4 (Hài lòng)", "hài lòng (4)", "4: hài lòng"), marked({4})),
    **dict.fromkeys(("HÀI LÒNG.", "hài  lòng", "Hài lòng!", "hai long", "Satisfied"), marked({4})),
    **dict.fromkeys(("không hài lòng", "KHÔNG Hài lòng ", "khong hai long", "Dissatisfied"), marked({2})),
    **dict.fromkeys(("rất không hài lòng", "Very dissatisfied"), marked({1})),
    "1/5": marked({1}),
    **dict.fromkeys(("-4", "4.5", "45", "4-5", "4;5", "4,5", "4 5", "5/4", "0", "6", "4.0.0", "-0"), NOTHING),
    **dict.fromkeys(("1e1000", "nan", "NaN", "inf", "0x4", "1e-9", "4e1", "½", "99999999999"), NOTHING),
    **dict.fromkeys(
        ("4 rất hài lòng", "1. hài lòng", "hài lòng 2", "2 hài lòng", "không biết hài lòng"), NOTHING
    ),
    **dict.fromkeys(("hài lòng không", "chưa hài lòng", "hài lòng hoặc không hài lòng", "h"), NOTHING),
    **dict.fromkeys(
        ("TRUE", "#N/A!", "#REF!", "NULL", "None", "2019-04-04", "04/05/2019", "4%", "04:00"), NOTHING
    ),
}
"""Texts in a cell of answers, and which level they may be read as; all may be refused."""

HOSTILE = (
    *(
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "\t=1",
        '=HYPERLINK("x";"y")',
        "<script>x</script>",
        "<b>4</b>",
    ),
    *(
        "&lt;4&gt;",
        "&#52;",
        "{0}",
        "{x.__class__}",
        "%s%n",
        "[bold]x[/bold]",
        "[/]",
        "\\x00",
        "../../x",
        "C:\\con",
    ),
    *(
        "\0",
        "4\0",
        "\x01\x02",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "a\u2029b",
        "\x1f",
        "\x1e4",
        "\x0b",
        "\x0c",
    ),
    *(
        "a\nb",
        "a\r\nb",
        "a\rb",
        'a"b',
        '"',
        '""',
        "a,b",
        "a;b",
        "a\tb",
        "a|b",
        "'",
        "\n",
        " ",
        "\u00a0",
        "\u3000",
    ),
    *("x" * 70_000, "ạ" * 20_000, "a" + "\u0302" * 5000, "9" * 400, "-" * 300, " " * 70_000 + "4", "=" * 300),
    *(
        "\u202e4",
        "\u2066x\u2069",
        "\ud800",
        "4\udfff",
        "😀",
        "🇻🇳" * 40,
        "\ufeff",
        "\ufffd",
        "\ufffe",
        "\U0010ffff",
    ),
    *("x" * 3000 + " " + "4" * 3000, "rất " * 3000, "1." * 3000, "(" * 3000, "4" + " " * 3000 + "."),
)

OTHER_NAMES = (
    *("respondent", "unit", "date", "weight", "1.1", "5.4", "Đơn vị", "Mã phiếu", "unit_name", "STT", "Tổng"),
    *(
        "Họ và tên",
        "Số điện thoại",
        "E-mail",
        "Góp ý",
        "Câu 1",
        "q01[SQ001]",
        "nhóm/câu 1.1",
        "Hài lòng",
        "4",
    ),
    *(
        "1,1",
        "01.01",
        "2019-01-01",
        "1.1.",
        "I.1",
        "=1.1",
        "<b>1.1</b>",
        "1.1 1.1",
        "1.1/1.2",
        "[1.1]",
        "/",
        "[]",
    ),
)
