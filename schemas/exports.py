"""Headers that survey tools write beside the questions: KoboToolbox, ODK, LimeSurvey, Google, Microsoft.

They are compared as `schemas.text.fold` leaves them; numbers and dates stand in order of preference.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from schemas.text import fold

_RESPONDENTS = (
    *("_id", "_uuid", "KEY", "meta/instanceID", "meta-instanceID", "instanceID"),  # KoboToolbox, ODK Central
    *("Response ID", "ResponseId", "Mã phản hồi", "ID phản hồi", "ID câu trả lời"),  # LimeSurvey, Qualtrics
    *("Respondent ID", "Submission ID"),  # SurveyMonkey, Jotform
    "ID",  # Microsoft Forms, LimeSurvey by codes
)

# The day of the interview rather than the day on which a tablet found a network again.
_DATES = (
    *("today", "end", "_submission_time", "SubmissionDate"),  # KoboToolbox, ODK Central
    *("submitdate", "Date submitted", "Ngày gửi", "datestamp", "Date last action"),  # LimeSurvey
    *("Completion time", "Thời gian hoàn thành", "Giờ hoàn thành"),  # Microsoft Forms
    *("Timestamp", "Dấu thời gian"),  # Google Forms
    *(
        "Submission Date",
        "Submitted At",
        "RecordedDate",
        "End Date",
        "EndDate",
    ),  # Jotform, Typeform, Qualtrics
)

_METADATA = (
    *("STT", "TT", "Số TT", "Số thứ tự", "No.", "No", "#"),
    *(
        "start",
        "deviceid",
        "simserial",
        "subscriberid",
        "audit",
        "_index",
        "_parent_index",
        "_parent_table_name",
    ),
    *("_validation_status", "_tags", "_notes", "_status", "_attachments", "_xform_id_string", "_xform_id"),
    *("_bamboo_dataset_id", "_media_count", "_total_media", "_media_all_received", "_supplementaldetails"),
    *("meta/rootUuid", "meta/deprecatedID", "meta/instanceName", "meta-instanceName", "formhub/uuid"),
    *("SubmitterID", "AttachmentsPresent", "AttachmentsExpected", "ReviewState", "Edits", "FormVersion"),
    *("PARENT_KEY", "SET-OF", "starttime", "endtime", "duration"),
    *("lastpage", "startlanguage", "seed", "startdate", "token", "refurl", "interviewtime"),
    *("Last page", "Start language", "Seed", "Date started", "Referrer URL", "Access code", "Total time"),
    *("Trang cuối", "Trang cuối cùng", "Ngôn ngữ bắt đầu", "Ngày bắt đầu"),
    *("Start time", "Last modified time", "Language", "Total points", "Quiz feedback", "Score"),
    *("Thời gian bắt đầu", "Giờ bắt đầu", "Thời gian sửa đổi lần cuối", "Lần sửa đổi gần nhất"),
    *("Ngôn ngữ", "Tổng điểm", "Điểm số", "Phản hồi bài kiểm tra"),
    *("Collector ID", "Start Date", "Progress", "Duration (in seconds)", "Finished", "DistributionChannel"),
    *("UserLanguage", "ExternalReference", "Network ID"),
)

_FORMS = (
    r"_+version_+(?:\d{1,4})?",  # KoboToolbox: the version of the form
    r"(?:group|question|.{1,40})time\d{0,9}|(?:group|question) time: .*",  # LimeSurvey: seconds on a page
    r"(?:points|feedback|điểm|phản hồi) - .*",  # Microsoft Forms: marks of a quiz
)

_PERSONAL = {
    "email": ("Email Address", "Địa chỉ email", "Email", "RecipientEmail", "Email address"),
    "name": (
        *(
            "Name",
            "Tên",
            "Username",
            "Tên người dùng",
            "_submitted_by",
            "SubmitterName",
            "First name",
            "Last name",
        ),
        *("firstname", "lastname", "RecipientFirstName", "RecipientLastName"),
    ),
    "phone": ("phonenumber",),
    "network": ("ipaddr", "IP address", "IPAddress", "Địa chỉ IP"),
    "position": ("_geolocation", "LocationLatitude", "LocationLongitude", "start-geopoint"),
}

RESPONDENTS: Mapping[str, int] = MappingProxyType({fold(name): i for i, name in enumerate(_RESPONDENTS)})
"""Headers of a tool's own number of a response, and how far each stands behind the best one."""

DATES: Mapping[str, int] = MappingProxyType({fold(name): i for i, name in enumerate(_DATES)})
"""Headers of a tool's own date of a response, and how far each stands behind the best one."""

PERSONAL: Mapping[str, str] = MappingProxyType(
    {fold(name): kind for kind, names in _PERSONAL.items() for name in names}
)
"""Headers of personal data, with its kind as in `pipeline.intake.columns.personal`."""

_POINT = re.compile(r"_.{1,150}_(?:latitude|longitude|altitude|precision)")
_KNOWN = frozenset(map(fold, _METADATA))
_FORM = re.compile("|".join(_FORMS))


def personal_header(header: str) -> str | None:
    """The kind of personal data that a tool writes under a header; `_gps_latitude` is a point of KoboToolbox.

    >>> personal_header("Email Address"), personal_header("_gps_latitude"), personal_header("_id")
    ('email', 'position', None)
    """
    text = fold(header[:200])
    return PERSONAL.get(text) or ("position" if _POINT.fullmatch(text) else None)


def is_metadata(header: str) -> bool:
    """Whether a header is one that a tool writes of its own accord, and nothing is lost by leaving it out.

    >>> is_metadata("_validation_status"), is_metadata("groupTime12"), is_metadata("Comment")
    (True, True, False)
    """
    text = fold(header[:200])
    return text in _KNOWN or text in RESPONDENTS or text in DATES or bool(_FORM.fullmatch(text))
