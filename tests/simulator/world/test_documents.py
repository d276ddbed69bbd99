"""The documents: what ordinary readers would open, and always the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
import xml.etree.ElementTree as ET
import zipfile

import pytest

from ats_simulator.world import documents
from ats_simulator.world.hiring import DOCUMENTS

PDFS = ("resume.pdf", "cover_letter.pdf", "portfolio.pdf", "offer_letter.pdf")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_that_a_world_names_is_what_its_media_type_says(name: str) -> None:
    begins = {"application/pdf": b"%PDF-", "text/plain": documents.text_of(name).encode()}
    assert documents.content_of(name).startswith(begins.get(DOCUMENTS[name], b"PK\x03\x04"))


@pytest.mark.parametrize("name", PDFS)
def test_the_objects_of_a_pdf_are_where_its_table_says(name: str) -> None:
    content = documents.content_of(name)
    assert content.startswith(b"%PDF-1.4\n")
    assert content.endswith(b"%%EOF\n")
    found = re.search(rb"startxref\n(\d+)\n", content)
    assert found is not None
    table = content[int(found[1]) :]
    assert table.startswith(b"xref\n0 6\n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n \n", table)]
    for number, place in enumerate(places, start=1):
        assert content[place:].startswith(b"%d 0 obj\n" % number)


@pytest.mark.parametrize("name", PDFS)
def test_the_stream_of_a_pdf_is_as_long_as_it_says_and_holds_the_text(name: str) -> None:
    content = documents.content_of(name)
    found = re.search(rb"/Length (\d+) >>\nstream\n(.*?)\nendstream", content, re.DOTALL)
    assert found is not None
    assert len(found[2]) == int(found[1])
    for line in documents.text_of(name).splitlines():
        assert line.encode() in found[2]


@pytest.mark.parametrize("name", ["resume.docx", "cover_letter.docx"])
def test_a_word_document_is_a_package_whose_paragraphs_are_the_text(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(documents.content_of(name))) as archive:
        assert archive.testzip() is None
        assert {"[Content_Types].xml", "_rels/.rels"} <= set(archive.namelist())
        root = ET.fromstring(archive.read("word/document.xml"))
    paragraphs = [node.text for node in root.iter(f"{WORD}t")]
    assert paragraphs == documents.text_of(name).splitlines()


def test_special_characters_are_written_so_that_readers_see_them() -> None:
    assert b"(a \\(b\\) \\\\c) Tj" in documents.write_pdf(("a (b) \\c",))
    with zipfile.ZipFile(io.BytesIO(documents.write_docx(("a < b & c",)))) as archive:
        assert b"a &lt; b &amp; c" in archive.read("word/document.xml")


def test_the_bytes_never_change() -> None:
    digest = hashlib.sha256()
    for name in sorted(DOCUMENTS):
        digest.update(documents.content_of(name))
    assert digest.hexdigest()[:16] == "d0433e5d7d8df270"
