"""What a letter may show: nothing of a unit that is not published, no verdict where an office prints none."""

from dataclasses import replace
from io import BytesIO

import docx

from pipeline.present.context import Context
from pipeline.present.report import documents
from tests.unit.made_results import example_context, example_results, made_context, made_results


def letter(results, context: Context):
    made = dict(documents(results, [context], {}, ("letter",), lambda error: None))
    return docx.Document(BytesIO(made["letter.docx"]))


def alts(document) -> list[str]:
    return [shape._inline.docPr.get("descr") or "" for shape in document.inline_shapes]


def test_a_unit_below_the_threshold_has_no_figures_and_no_annex():
    shown = letter(made_results(6), replace(made_context(6), focus="u04"))
    assert alts(shown) == []
    assert max(len(table.columns) for table in shown.tables) < 5
    assert len(alts(letter(made_results(6), replace(made_context(6), focus="u01")))) > 0


def test_an_office_that_prints_no_verdicts_has_none_in_its_charts():
    context = example_context()
    silent = replace(context, letter=context.letter.model_copy(update={"verdicts": False}))
    words = ("chưa phân biệt được", "kết luận")
    assert any(word in alt for alt in alts(letter(example_results(), context)) for word in words)
    texts = alts(letter(example_results(), silent))
    assert len(texts) == 3
    assert not [alt for alt in texts if any(word in alt for word in words)]
