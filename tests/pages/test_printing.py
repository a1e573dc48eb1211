"""What is printed is data and not markup, comes out the same everywhere, and no warning passes."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from pages.printing import MONO, SANS, PrintingError, print_pdf, print_png, qr_svg

TEMPLATE = f"""
#let data = json(bytes(sys.inputs.data))
#set document(title: "Uji", date: none)
#set text(font: "{SANS}", size: 11pt)
#set page(width: 100mm, height: 90mm, margin: 5mm)
= #data.title
#text(font: "{MONO}", weight: "bold")[#data.code]
#image(bytes(data.qr), format: "svg", width: 40mm)
"""
DATA = {"title": "Pilketos *tebal* #panic() D'Arc", "code": "7K2P-0QJ1", "qr": qr_svg("7K2P0QJ1")}


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE)
    return path


def test_typed_text_is_printed_as_it_was_typed(template: Path) -> None:
    document = pypdfium2.PdfDocument(print_pdf(template, DATA))
    text = document[0].get_textpage().get_text_range()
    assert DATA["title"].replace("'", "’") in text.replace("'", "’")
    assert DATA["code"] in text


def test_the_same_data_gives_the_same_bytes(template: Path) -> None:
    assert print_pdf(template, DATA) == print_pdf(template, DATA)


def test_a_qr_code_is_read_from_the_printed_page(template: Path, tmp_path: Path) -> None:
    (page,) = print_png(template, DATA, 200)
    (tmp_path / "page.png").write_bytes(page)
    found = zxingcpp.read_barcodes(Image.open(tmp_path / "page.png"))
    assert [each.text for each in found] == ["7K2P0QJ1"]


@pytest.mark.parametrize("source", ['#set text(font: "No Such Font")\nx', "#nothing", '#read("/etc/hostname")'])
def test_an_unsound_template_is_refused(tmp_path: Path, source: str) -> None:
    path = tmp_path / "page.typ"
    path.write_text(source)
    with pytest.raises(PrintingError):
        print_pdf(path, {})
