"""A file name is handed out only in a form that no system stumbles over."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protection.attachments.names import MAX_CHARACTERS, disposition, safe

TRICKS = (
    ("surat.pdf", "surat.jpg"),
    ("Surat pernyataan (2).docx", "Surat pernyataan (2).jpg"),
    ("../../etc/passwd", "passwd.jpg"),
    ("..\\..\\windows\\system32\\a.dll", "a.jpg"),
    ("/absolute/path/foto.jpg", "foto.jpg"),
    ("C:\\Users\\foto.jpg", "foto.jpg"),
    ("..", "lampiran.jpg"),
    ("", "lampiran.jpg"),
    (".htaccess", "htaccess.jpg"),
    ("foto\x00.exe", "foto.jpg"),
    ("foto\u202egpj.exe", "fotogpj.jpg"),
    ("foto\r\nSet-Cookie: a=b.jpg", "fotoSet-Cookie_ a=b.jpg".replace("=", "_")),
    ('foto"; filename="x.exe', "foto__ filename__x.jpg"),
    ("con.txt", "_con.jpg"),
    ("NUL", "_NUL.jpg"),
    ("com1.tar.gz", "_com1.tar.jpg"),
    ("LPT\u00b9.doc", "_LPT1.jpg"),
    ("console.log", "console.jpg"),
    ("foto.jpg....   ", "foto.jpg"),
    ("\uff0e\uff0e\uff0fetc\uff0fpasswd", "passwd.jpg"),
    ("<script>alert(1)</script>.svg", "script_.jpg"),
    ("%2e%2e%2fpasswd", "_2e_2e_2fpasswd.jpg"),
    ("~root", "_root.jpg"),
    ("$(reboot).jpg", "_(reboot).jpg"),
    ("a:stream.txt", "a_stream.jpg"),
)


@pytest.mark.parametrize(("name", "handed_out"), TRICKS)
def test_a_trick_in_a_name_is_taken_out(name: str, handed_out: str) -> None:
    assert safe(name, "jpg") == handed_out


def test_a_long_name_is_cut_and_keeps_its_type() -> None:
    assert safe("a" * 300 + ".exe", "pdf") == "a" * MAX_CHARACTERS + ".pdf"


@given(st.text(max_size=400))
def test_whatever_the_name_what_is_handed_out_is_plain(name: str) -> None:
    given_out = safe(name, "jpg")
    assert given_out.endswith(".jpg")
    assert 5 <= len(given_out) <= MAX_CHARACTERS + 5
    assert not set(given_out) & set('/\\:*?"<>|\r\n\0;%')
    assert not given_out.startswith((".", " ", "-"))
    assert not any(unicodedata.category(character)[0] == "C" for character in given_out)


@given(st.text(max_size=100))
def test_a_header_with_any_name_is_one_line_of_ascii(name: str) -> None:
    header = disposition(safe(name, "jpg"))
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
