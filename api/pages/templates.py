"""How the templates are read: escaped always, a missing value is a fault, words in the page's language."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from api.pages.language import Language
from detection.case_codes import case_code
from records.areas import short_name

LANGUAGE_FILTERS = (
    "of",
    "day",
    "short_day",
    "weekday",
    "moment",
    "short_moment",
    "number",
    "percent",
    "rupiah",
)
"""What ``Language`` writes, by the names of the filters."""


@cache
def environment(language: Language) -> Environment:
    """The templates in one language; autoescaped whatever they are called."""
    made = Environment(
        loader=PackageLoader(__package__ or "api.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    installed: Any = made
    installed.install_gettext_callables(language.gettext, language.ngettext, newstyle=True)
    for name in LANGUAGE_FILTERS:
        made.filters[name] = getattr(language, name)
    made.filters["case_code"] = case_code
    made.filters["area"] = lambda code: short_name(code) or code
    return made
