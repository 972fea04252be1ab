"""multipart/related, as it comes → a file for each part of DICOM (PS3.18 8.7.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from scrub.errors import ScrubError

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrub.node.incoming import Incoming

_RELATED = b"multipart/related"
_DICOM = b"application/dicom"


class MultipartError(ScrubError):
    """What was sent is not what it says, or not of a type that is taken. `status` is of HTTP."""

    def __init__(self, reason: str, status: int) -> None:
        super().__init__(reason)
        self.status = status


def boundary_of(content_type: str) -> bytes:
    """Return the boundary of parts of DICOM.

    Raises:
        MultipartError: if it is a message of another type.

    """
    kind, options = parse_options_header(content_type)
    if kind.lower() != _RELATED or options.get(b"type", _DICOM).lower() != _DICOM:
        raise MultipartError('only multipart/related; type="application/dicom" is taken', 415)
    if not options.get(b"boundary"):
        raise MultipartError("a multipart message without a boundary", 400)
    return options[b"boundary"]


class Parts:
    """A message under way. `begin` gives a file for a part, and `take` gets it when it is whole."""

    def __init__(
        self,
        boundary: bytes,
        begin: Callable[[], Incoming],
        take: Callable[[Incoming], None],
    ) -> None:
        self._begin = begin
        self._take = take
        self._part: Incoming | None = None
        self._field = b""
        self._value = b""
        self._kind = _DICOM
        self._is_whole = False
        try:
            self._parser = MultipartParser(boundary, self._callbacks())  # type: ignore[arg-type]
        except FormParserError:
            raise MultipartError("the boundary is too long", 400) from None

    def feed(self, piece: bytes) -> None:
        """Take a piece of the message.

        Raises:
            MultipartError: if it is none, or has a part of another type.

        """
        try:
            self._parser.write(piece)
        except FormParserError:
            raise MultipartError("not a multipart message", 400) from None

    def end(self) -> None:
        """Tell that there are no more pieces.

        Raises:
            MultipartError: if the message was cut short.

        """
        if not self._is_whole:
            raise MultipartError("a multipart message that was cut short", 400)

    def discard(self) -> None:
        """Remove what is not whole."""
        if self._part:
            self._part.discard()
            self._part = None

    def _callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._on_part_begin,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }

    def _on_part_begin(self) -> None:
        self._kind = _DICOM

    def _on_header_field(self, data: bytes, start: int, stop: int) -> None:
        self._field += data[start:stop]

    def _on_header_value(self, data: bytes, start: int, stop: int) -> None:
        self._value += data[start:stop]

    def _on_header_end(self) -> None:
        if self._field.lower() == b"content-type":
            self._kind = parse_options_header(self._value)[0].lower()
        self._field = self._value = b""

    def _on_headers_finished(self) -> None:
        if self._kind != _DICOM:
            raise MultipartError("only parts of application/dicom are taken", 415)
        self._part = self._begin()

    def _on_part_data(self, data: bytes, start: int, stop: int) -> None:
        if self._part:
            self._part.write(data[start:stop])

    def _on_part_end(self) -> None:
        part, self._part = self._part, None
        if part:
            self._take(part)

    def _on_end(self) -> None:
        self._is_whole = True
