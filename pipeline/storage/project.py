"""A project folder: its settings, its periods, its raw files."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from schemas.language import later
from schemas.period import Period
from schemas.questionnaire import Questionnaire, load_questionnaire
from schemas.settings import OF_DOCUMENTS, Source, Survey, SurveySettings, check_survey, read_settings
from schemas.toml import Mistake, SettingsError, quoted
from schemas.units import UnitRegistry, load_units

SETTINGS = "hailong.toml"
SURVEY = "survey.toml"
ASIDE = (".toml", ".md")
LEFT_BY_SYSTEMS = ("thumbs.db", "desktop.ini")


class ProjectNotFoundError(FileNotFoundError):
    """There is no `hailong.toml` here or above."""


class PeriodNotFoundError(FileNotFoundError):
    """There is no folder with raw files for a period."""


@dataclass(frozen=True)
class Project:
    """A folder with `hailong.toml` at its root."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> "Project":
        """The project that `start` lies in; `ProjectNotFoundError` where there is none."""
        if start.is_dir():
            for folder in (start.resolve(), *start.resolve().parents):
                if (folder / SETTINGS).is_file():
                    return cls(folder)
        raise ProjectNotFoundError(str(start))

    def periods(self) -> list[Period]:
        """The periods that have a folder under `raw/`, in order of time."""
        folder = self.root / "raw"
        names = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
        found = []
        for name in names:
            try:
                found.append(Period.parse(name))
            except ValueError:
                continue
        return sorted(found, key=lambda period: (period.first, period.last))

    def survey_around(self, path: Path) -> Survey:
        """The survey of the folder `raw/<period>/` that a file lies in.

        A file that lies elsewhere is taken to be of any day for which the project's questionnaire is valid.
        """
        place = path.resolve()
        raw = self.root / "raw"
        if place.is_relative_to(raw):
            with suppress(ValueError):
                return self.survey(Period.parse(place.relative_to(raw).parts[0]))
        settings = read_settings(self.root / SETTINGS, self.root / SURVEY, SURVEY)
        questionnaire, registry = self._schemas(settings)
        first, last = questionnaire.years.first, questionnaire.years.last
        return Survey(Period("", date(first, 1, 1), date(last, 12, 31)), settings, questionnaire, registry)

    def source(self, path: Path) -> Source:
        """A file to be read, by its name in the project where it lies there."""
        whole = path.resolve()
        name = whole.relative_to(self.root).as_posix() if whole.is_relative_to(self.root) else str(path)
        return Source(_readable(name), path)

    def sources_at(self, paths: Iterable[Path]) -> list[Source]:
        """The files at some paths and in some folders; settings and texts for people are passed over."""
        files = (file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path]))
        return [self.source(file) for file in files if not file.is_dir() and not _is_aside(file)]

    def survey(self, period: Period) -> Survey:
        """The settings, questionnaire and units of a period; `SettingsError` where they do not fit."""
        source = f"raw/{period.name}/{SURVEY}"
        path = self.root / source
        settings = read_settings(self.root / SETTINGS, path, source)
        survey = Survey(period, settings, *self._schemas(settings))
        return check_survey(survey, source if path.exists() else SETTINGS)

    def sources(self, period: Period) -> list[Source]:
        """The files of a period that are to be read, in order of their names.

        Settings, texts for people and what editors leave behind are not; any other file is, since a survey
        file in a format that cannot be read must be missed by somebody.
        """
        folder = self.root / "raw" / period.name
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_aside(path))
        if not paths:
            raise PeriodNotFoundError(f"raw/{period.name}/*.csv")
        return [Source(_readable(path.relative_to(self.root).as_posix()), path) for path in paths]

    def templates(self) -> dict[str, bytes]:
        """The project's own templates of Word documents, by their names."""
        return {path.name: path.read_bytes() for path in sorted((self.root / "templates").glob("*.docx"))}

    def survey_of(self, period: Period, run: Mapping[str, Any]) -> Survey:
        """The survey as a finished run measured it, in the words and forms that the settings now ask for.

        `run` is its manifest. Where the raw files are gone, all settings are those of the run.
        """
        settings = {**run["settings"], **run["documents"]["settings"]}
        source = f"raw/{period.name}/{SURVEY}"
        if (self.root / "raw" / period.name).is_dir():
            now = read_settings(self.root / SETTINGS, self.root / source, source)
            settings |= now.model_dump(mode="json", include=set(OF_DOCUMENTS))
        known = SurveySettings.model_validate(settings)
        return check_survey(Survey(period, known, *self._schemas(known)), source)

    def schema_files(self, survey: Survey) -> dict[str, Path]:
        """The files that the figures of a survey depend on beside its responses."""
        return {
            f"questionnaires/{survey.questionnaire.code}": self._schema(
                "questionnaires", survey.settings.questionnaire
            )[0],
            f"units/{survey.registry.code}": self._schema("units", survey.settings.units)[0],
        }

    def _schemas(self, settings: SurveySettings) -> tuple[Questionnaire, UnitRegistry]:
        return (
            load_questionnaire(*self._schema("questionnaires", settings.questionnaire)),
            load_units(*self._schema("units", settings.units)),
        )

    def _schema(self, kind: str, code: str) -> tuple[Path, str]:
        """The project's own file of that name, else the one that comes with the program."""
        name = f"{kind}/{code}.toml"
        own, packaged = self.root / name, Path(str(resources.files("schemas"))) / name
        for path in (own, packaged):
            if path.is_file():
                return path, name
        known = sorted({path.stem for folder in (own, packaged) for path in folder.parent.glob("*.toml")})
        expected = later("one of {choices} is expected, or a file {name} in the project")
        values = (("choices", quoted(known)), ("name", name))
        raise SettingsError(SETTINGS, [Mistake(kind, f'"{code}"', expected, values)])


def _readable(name: str) -> str:
    """A file name as one line of text, also where its bytes are none."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _is_aside(path: Path) -> bool:
    name = path.name.lower()
    return path.suffix.lower() in ASIDE or name.startswith((".", "~$")) or name in LEFT_BY_SYSTEMS


def questionnaires(start: Path) -> Iterator[Questionnaire]:
    """The questionnaires that come with the program, and those of the project around `start`, if any."""
    folders = [Path(str(resources.files("schemas"))) / "questionnaires"]
    with suppress(ProjectNotFoundError):
        folders.append(Project.find(start).root / "questionnaires")
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            yield load_questionnaire(path)
