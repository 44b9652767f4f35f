"""Settings files: every mistake of a file in one go, each at its place."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.storage.project import Project
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Margin, Survey, check_survey
from schemas.toml import SettingsError
from schemas.units import load_units
from tests.conftest import ROOT

GOOD = (ROOT / "schemas" / "questionnaires" / "sipas-2017.toml").read_text(encoding="utf-8")


def mistakes(error: SettingsError) -> list[str]:
    return [mistake.describe(Language("en")) for mistake in error.mistakes]


def questionnaire_mistakes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "q.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_questionnaire(path)
    return mistakes(caught.value)


@pytest.mark.parametrize("name", ["sipas-2017", "kcmo-2021"])
def test_the_packaged_questionnaires_are_right(name: str) -> None:
    assert load_questionnaire(ROOT / "schemas" / "questionnaires" / f"{name}.toml").code == name


@pytest.mark.parametrize(("name", "n"), [("dien-bien", 10), ("kansas-city", 6)])
def test_the_packaged_units_are_right(name: str, n: int) -> None:
    assert len(load_units(ROOT / "schemas" / "units" / f"{name}.toml").units) == n


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'dimension = "procedures"',
            'dimension = "proceedures"',
            'criterion "2.1": dimension: got "proceedures"; one of "access", "procedures"',
        ),
        ('code = "1.2"', 'code = "1.1"', 'criterion "1.1": this code is given twice'),
        ("value = 1,", "value = 2,", 'level "4": value: got 2; at most 1 is expected'),
        ("value = 1,", 'value = "one",', 'level "4": value: got "one"; a number is expected'),
        ('formula = "mean_of_respondents"', 'formula = "mean"', 'formula: got "mean"; one of'),
        (
            'formula = "mean_of_respondents"',
            'formula = "weighted_dimensions"',
            'got "weighted_dimensions"; every dimension needs a weight',
        ),
        ('vi = "Hài lòng"', 'vi = "RẤT  hài lòng"', '"rất hài lòng"; this text already means'),
        ("last = 2020", "last = 2016", "years: last: got 2016; not before the first year"),
        ("[thresholds]", "[thresholds]\nwat = 1", "thresholds: wat: got 1; no such key"),
        ("publish_from = 30", "publish_from = true", "thresholds: publish_from"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    found = questionnaire_mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert any(told in line for line in found), found


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD
    for old, new in [
        ("last = 2020", "last = 2016"),
        ('code = "1.2"', 'code = "1.1"'),
        ("value = 1,", "value = 2,"),
        ('dimension = "results"', 'dimension = "result"'),
        ("[thresholds]", "[thresholds]\nwat = 1"),
    ]:
        text = text.replace(old, new, 1)
    assert len(questionnaire_mistakes(tmp_path, text)) == 5


def test_wrong_entries_do_not_make_a_list_too_short(tmp_path: Path) -> None:
    found = questionnaire_mistakes(
        tmp_path, GOOD.replace("value = 0", "value = 3").replace("value = 1", "value = 3")
    )
    assert len(found) == 5


def test_text_that_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    (found,) = questionnaire_mistakes(tmp_path, "code = \n")
    assert "line 1" in found


def test_a_name_may_mean_one_unit_only(tmp_path: Path) -> None:
    text = (ROOT / "schemas" / "units" / "dien-bien.toml").read_text(encoding="utf-8")
    path = tmp_path / "units.toml"
    path.write_text(text.replace('"H. Mường Ảng"', '"H. mường  chà", "Tổng"'), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_units(path)
    assert len(caught.value.mistakes) == 2


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019-Q1", date(2019, 1, 1), date(2019, 3, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ],
)
def test_a_period_knows_its_days(name: str, first: date, last: date) -> None:
    period = Period.parse(name)
    assert (period.first, period.last) == (first, last)


@pytest.mark.parametrize(
    "name", ["", "19", "2019-13", "2019-Q5", "2019-1", "../2019", "2019/", "２０１９", "0000"]
)
def test_anything_else_is_no_period(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Period.parse(name)


def test_the_period_file_wins_over_the_project_file(example: Path) -> None:
    survey_file = example / "raw" / "2019" / "survey.toml"
    extra = 'focus_unit = "muong-cha"\nthresholds = { publish_from = 50 }\n'
    survey_file.write_text(extra + survey_file.read_text(encoding="utf-8"), encoding="utf-8")
    survey = Project(example).survey(Period.parse("2019"))
    assert survey.settings.focus_unit == "muong-cha"
    assert survey.thresholds.publish_from == 50
    assert survey.settings.questionnaire == "sipas-2017"


def test_a_period_may_set_one_threshold_and_keep_the_others(example: Path) -> None:
    with (example / "hailong.toml").open("a") as file:
        file.write("[thresholds]\npublish_from = 10\n")
    with (example / "raw" / "2019" / "survey.toml").open("a") as file:
        file.write("[thresholds]\nmedian_from = 2\n")
    thresholds = Project(example).survey(Period.parse("2019")).thresholds
    assert (thresholds.publish_from, thresholds.median_from) == (10, 2)


def test_what_does_not_fit_together_is_told(example: Path) -> None:
    (example / "hailong.toml").write_text(
        'questionnaire = "kcmo-2021"\nunits = "dien-bien"\nfocus_unit = "atlantis"\ncolumns = { wat = "x" }\n'
    )
    with pytest.raises(SettingsError) as caught:
        Project(example).survey(Period.parse("2019"))
    found = " ".join(mistakes(caught.value))
    for text in ("valid from 2021 to 2022", "atlantis", "wat"):
        assert text in found


def test_an_unknown_questionnaire_names_the_known_ones(example: Path) -> None:
    (example / "hailong.toml").write_text('questionnaire = "sipas"\nunits = "dien-bien"\n')
    with pytest.raises(SettingsError) as caught:
        Project(example).survey(Period.parse("2019"))
    assert "sipas-2017" in mistakes(caught.value)[0]


def test_a_right_survey_is_returned_as_it_is(example: Path) -> None:
    survey = Project(example).survey(Period.parse("2019"))
    assert check_survey(survey, "survey.toml") is survey


RAKED = """
[raking.gender]
column = "Giới tính"
shares = { "Nam" = 49, "Nữ" = 51 }
units = { "tuan-giao" = { "Nữ" = 1, "Nam" = 1 } }

[raking.area]
column = "Tầng"
shares = { "đô thị" = 1, "nông thôn" = 2 }

[population]
tuan-giao = 5000
muong-cha = { "đô thị" = 100, "nông thôn" = 900 }

[psus]
tuan-giao = 19
"""


def survey_mistakes(example: Path, text: str) -> list[str]:
    """The mistakes of the example whose period has these settings, too."""
    with (example / "raw" / "2019" / "survey.toml").open("a", encoding="utf-8") as file:
        file.write(text)
    try:
        Project(example).survey(Period.parse("2019"))
    except SettingsError as error:
        return mistakes(error)
    return []


def test_margins_and_populations_of_known_units_are_right(example: Path) -> None:
    assert survey_mistakes(example, RAKED) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("tuan-giao = 5000", "atlantis = 5000", 'population: atlantis: got "atlantis"; a unit of dien-bien'),
        ("tuan-giao = 19", "atlantis = 19", 'psus: atlantis: got "atlantis"; a unit of dien-bien'),
        ('"tuan-giao" =', '"atlantis" =', 'raking: gender: units: atlantis: got "atlantis"; a unit of'),
        (
            '{ "Nữ" = 1, "Nam" = 1 }',
            '{ "Nữ" = 1, "nam" = 1 }',
            'raking: gender: units: tuan-giao: got "Nữ", "nam"; the values of shares are expected: "Nam"',
        ),
        ('"nông thôn" = 2', '"ĐÔ THỊ" = 2', 'raking: area: shares: got "đô thị"; this value is given twice'),
        ('"Tầng"', '"GIỚI  tính"', 'raking: got "giới tính"; this header is given to two margins'),
        (
            "[population]",
            '[columns]\nunit = "tầng"\n[population]',
            'raking: area: column: got "Tầng"; this is a header of "unit"; a column of other',
        ),
        ('"Giới tính"', '"unit"', 'raking: gender: column: got "unit"; this is a header of "unit"'),
        ('"Giới tính"', '"ĐƠN  VỊ"', 'got "ĐƠN  VỊ"; this is a header of "unit"'),
        ('"Giới tính"', '"don_vi"', 'got "don_vi"; this is a header of "unit"'),
        ('"Giới tính"', '"weight"', 'got "weight"; this is a header of "weight"'),
        ('"Giới tính"', '"ĐTV"', 'got "ĐTV"; this is a header of "interviewer"'),
        ('"Giới tính"', '"1.1"', 'got "1.1"; this is a header of "1.1"'),
        ('"Nam" = 49', '"Nam" = 0', "raking: gender: shares: Nam: got 0; more than 0 is"),
        ('"Nam" = 49', '"Nam" = true', "raking: gender: shares: Nam: got true; a number is expected"),
        ('"Nam" = 49', '"Nam" = "49"', 'raking: gender: shares: Nam: got "49"; a number is expected'),
        ('"Nam" = 49', '"Nam" = inf', "raking: gender: shares: Nam: got inf; a number is expected"),
        ('"Nam" = 49', '"Nam" = nan', "raking: gender: shares: Nam: got nan; a number is expected"),
        ("tuan-giao = 5000", "tuan-giao = -5", "population: tuan-giao: got -5; at least 1 is expected"),
        ("tuan-giao = 19", "tuan-giao = 1.5", "psus: tuan-giao: got 1.5; a whole number is expected"),
        ('"nông thôn" = 900', '"nông thôn" = "x"', 'population: muong-cha: nông thôn: got "x"; a whole'),
        ("muong-cha = {", "Muong = {", 'population: Muong: got "Muong"; a code of lower-case letters'),
    ],
)
def test_a_mistake_in_margins_or_populations_is_told(example: Path, old: str, new: str, told: str) -> None:
    assert old in RAKED
    found = survey_mistakes(example, RAKED.replace(old, new, 1))
    assert len([line for line in found if told in line]) == 1, found


@pytest.mark.parametrize("value", ['"5"', "true", "inf", "nan", "[5]"])
@pytest.mark.parametrize(
    "key",
    [
        *("[comparison]\nequivalence", "[comparison]\nwhat_if", "[checks]\nunknown_labels"),
        *("[thresholds]\ncare_width", "[thresholds]\ncare_missing"),
    ],
)
def test_a_number_is_a_number_and_nothing_like_one(example: Path, key: str, value: str) -> None:
    table, name = key.strip("[").split("]\n")
    found = survey_mistakes(example, f"{key} = {value}\n")
    assert found == [f"{table}: {name}: got {value}; a number is expected"]


def test_numbers_may_be_whole_or_not(example: Path) -> None:
    assert survey_mistakes(example, "[comparison]\nequivalence = 5\nwhat_if = 2.5\n") == []
    assert survey_mistakes(example, "[checks]\nunknown_labels = 0\n") == []


def test_a_limit_is_told_as_it_is_written(example: Path) -> None:
    found = survey_mistakes(example, "[comparison]\nequivalence = 100\n[checks]\nunknown_labels = 100.5\n")
    assert found == [
        "checks: unknown_labels: got 100.5; at most 100 is expected",
        "comparison: equivalence: got 100; less than 100 is expected",
    ]


def test_one_mistake_a_place_in_words_of_the_file(example: Path) -> None:
    text = """
[population]
tuan-giao = -5
muong-cha = { "đô thị" = -1, "x" = true, "y" = 5 }
nam-po = []
[answers]
"khá" = "unknown"
"kém" = 1.5
"""
    assert [line.split(";")[0] for line in survey_mistakes(example, text)] == [
        'answers: khá: got "unknown"',
        "answers: kém: got 1.5",
        "population: tuan-giao: got -5",
        "population: muong-cha: đô thị: got -1",
        "population: muong-cha: x: got true",
        "population: nam-po: got []",
    ]


def test_weights_may_be_raked_to_strata_and_psus(example: Path) -> None:
    named = '[columns]\nstratum = "tầng"\n[population]'
    assert survey_mistakes(example, RAKED.replace("[population]", named)) == []


def test_columns_may_name_interviewer_and_minutes(example: Path) -> None:
    named = '[columns]\ninterviewer = "Cán bộ"\nminutes = "Phút"\n'
    assert survey_mistakes(example, named) == []


def test_a_margin_may_not_have_the_name_of_a_criterion(example: Path) -> None:
    survey = Project(example).survey(Period.parse("2019"))
    whole = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
    criterion = whole.criteria[0].model_copy(update={"code": "margin_gender"})
    questionnaire = whole.model_copy(update={"criteria": (criterion,)})
    margin = Margin(column="Giới tính", shares={"Nam": 1})
    own = survey.settings.model_copy(update={"raking": {"gender": margin}})
    with pytest.raises(SettingsError) as caught:
        check_survey(Survey(survey.period, own, questionnaire, survey.registry), "survey.toml")
    assert any('raking: gender: got "margin_gender"' in line for line in mistakes(caught.value))
