"""Figures as inline SVG."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from api.report.drawing import ACCENT, drawing, to_svg


def svg(title: str = "Judul") -> str:
    with drawing(3, 2) as figure:
        axes = figure.subplots()
        axes.plot([1, 2], [3, 4.123456], "-o", color=ACCENT)
        axes.set_xlabel("1.000 orang 2.345,67")
        return str(to_svg(figure, title))


def test_a_figure_is_one_well_formed_element_that_scales() -> None:
    root = ElementTree.fromstring(svg())  # noqa: S314  (our own text)
    assert root.tag.endswith("svg")
    assert "viewBox" in root.attrib
    assert "width" not in root.attrib


def test_colours_come_from_the_page() -> None:
    assert "var(--accent)" in svg()
    assert not re.search(r"#0[0-9]0", svg())


def test_the_figure_is_named_for_those_who_cannot_see_it() -> None:
    assert 'role="img" aria-label="Kurva &lt;1&gt; &amp; &quot;2&quot;"' in svg('Kurva <1> & "2"')


def test_text_keeps_its_figures_and_takes_the_font_of_the_page() -> None:
    assert "1.000 orang 2.345,67" in svg()
    assert "DejaVu" not in svg()


def test_ids_that_nobody_refers_to_are_left_out() -> None:
    ids = re.findall(r'\sid="([^"]+)"', svg())
    assert all(f"#{one}" in svg() for one in ids)


def test_the_same_figure_is_the_same_text() -> None:
    assert svg() == svg()
