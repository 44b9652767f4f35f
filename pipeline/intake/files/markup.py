"""XML in bounded memory: one element after another, no entities, nothing fetched."""

from collections.abc import Iterator
from typing import IO

from lxml import etree

from pipeline.intake.files.unreadable import UnreadableError

LARGEST_ELEMENT = 8 * 1024 * 1024
"""Bytes between the ends of two elements that are looked at: a row of 16,384 columns of 500 bytes each."""


class _Metered:
    """A source that gives no more than `LARGEST_ELEMENT` bytes until it is told that they were used."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._source.read(size)
        self.given += len(block)
        if self.given > LARGEST_ELEMENT:
            raise UnreadableError("oversized-file", limit="8 MiB")
        return block


def stream_elements(source: IO[bytes], *names: str) -> Iterator[etree._Element]:
    """Each element with one of these local names, in any namespace, as soon as its end was read.

    It is emptied when the next one is asked for, and what stood before it is forgotten. Raises
    `UnreadableError` (oversized-file) for elements larger than `LARGEST_ELEMENT`, `ValueError` for a document
    that defines entities and `etree.XMLSyntaxError` for one that is cut off or damaged.
    """
    metered = _Metered(source)
    elements = etree.iterparse(
        metered,
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    first = True
    for _, element in elements:
        if first:
            _refuse_entities(element)
            first = False
        metered.given = 0
        yield element
        _forget(element)


def _refuse_entities(element: etree._Element) -> None:
    dtd = element.getroottree().docinfo.internalDTD
    if dtd is not None and dtd.entities():  # type: ignore[attr-defined]  # not in its stubs
        raise ValueError("a document of a spreadsheet defines no entities")


def _forget(element: etree._Element) -> None:
    element.clear()
    for inner in (element, *element.iterancestors()):
        parent = inner.getparent()
        while parent is not None and inner.getprevious() is not None:
            del parent[0]


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]
