"""Coming in and going out, in a real browser."""

from __future__ import annotations

from windows import Served, Visit


def test_whoever_has_an_account_comes_in_and_goes_out(served: Served, visit: Visit) -> None:
    window = visit()
    page = window.open("/")
    assert page.url.endswith("/masuk")
    page.fill("#f-login", "satgas")
    page.fill("#f-password", served.keys["satgas"].password)
    page.fill("#f-code", served.code("satgas"))
    page.click("main button.primary")
    page.wait_for_url("**/tugas*")
    assert page.inner_text("h1") == "Tugas saya"
    page.click("text=Keluar")
    page.wait_for_url("**/masuk")
    assert window.open("/tugas").url.endswith("/masuk")


def test_a_wrong_password_keeps_the_login_and_says_one_sentence(visit: Visit) -> None:
    page = visit().open("/masuk")
    page.fill("#f-login", "satgas")
    page.fill("#f-password", "salah sekali ini")
    page.click("main button.primary")
    page.wait_for_selector(".faults")
    assert page.input_value("#f-login") == "satgas"
    assert page.input_value("#f-password") == ""


def test_language_and_theme_stay_chosen(visit: Visit) -> None:
    page = visit().open("/masuk")
    page.click("text=English")
    assert page.inner_text("h1") == "Sign in"
    page.click("text=Dark")
    assert page.get_attribute("html", "data-theme") == "dark"
