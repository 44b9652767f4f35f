"""When two spellings are the same text."""

import unicodedata


def fold(text: str) -> str:
    r"""The spelling by which texts are compared: compatibility form, no case, single spaces.

    >>> fold("  RẤT  Hài\u00a0lòng ")
    'rất hài lòng'
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
