"""
The documents that attachments of a world refer to: real files, small, always the same bytes.

PDF and DOCX are written here, without compression and without dates, so that no library and no
machine can make them differ. This module refuses to read documents, and to make one per person.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN: Final = "text/plain"

_RESUME: Final = (
    "Curriculum vitae",
    "Software Engineer",
    "Initech, 2019 - present: services, on call, mentoring",
    "Globex, 2015 - 2019: data pipelines",
    "Example University, 2011 - 2015: BSc Computer Science",
)
_LETTER: Final = (
    "Dear hiring team,",
    "I would like to work with you, and my experience fits what you ask for.",
    "Kind regards",
)
_TEXTS: Final[Mapping[str, tuple[str, ...]]] = {
    "resume.pdf": _RESUME,
    "resume.docx": _RESUME,
    "cover_letter.pdf": _LETTER,
    "cover_letter.docx": _LETTER,
    "portfolio.pdf": ("Portfolio", "Three projects, each on one page."),
    "notes.txt": ("Called on Monday.", "Prefers mornings."),
    "offer_letter.pdf": ("Offer of employment", "We are pleased to offer you the position."),
}


def is_known(name: str) -> bool:
    """Say whether the world has a document called *name*."""
    return name in _TEXTS


@lru_cache(maxsize=32)
def text_of(name: str) -> str:
    """Give the plain text of the document *name*, a line feed after each line."""
    return "".join(f"{line}\n" for line in _TEXTS[name])


def media_type_of(name: str) -> str:
    """Give the media type of the document *name*."""
    return _WRITERS[name.rpartition(".")[2]][0]


@lru_cache(maxsize=32)
def content_of(name: str) -> bytes:
    """Give the bytes of the document *name*."""
    return _WRITERS[name.rpartition(".")[2]][1](_TEXTS[name])


def write_text(lines: tuple[str, ...]) -> bytes:
    """Write *lines* as plain text."""
    return "".join(f"{line}\n" for line in lines).encode()


def write_pdf(lines: tuple[str, ...]) -> bytes:
    """Write *lines* as a PDF of one page. Only characters of Latin-1."""
    drawn = "".join(f"({_in_pdf(line)}) Tj T* " for line in lines)
    stream = f"BT /F1 11 Tf 14 TL 72 760 Td {drawn}ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
        ),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
    )
    body, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (size, table, end)


def _in_pdf(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CONTENT_TYPES: Final = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{DOCX}.main+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)


def write_docx(lines: tuple[str, ...]) -> bytes:
    """Write *lines* as a Word document, a paragraph each; stored, dated 1980."""
    shown = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    document = f'{_XML}<w:document xmlns:w="{_W}"><w:body>{shown}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.create_system = 3
            part.external_attr = 0o644 << 16
            archive.writestr(part, content.encode())
    return packed.getvalue()


_WRITERS: Final[Mapping[str, tuple[str, Callable[[tuple[str, ...]], bytes]]]] = {
    "pdf": (PDF, write_pdf),
    "docx": (DOCX, write_docx),
    "txt": (PLAIN, write_text),
}
