"""The report as people read it: in a browser, on a phone, in print, without colour, and as Markdown."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from commands.exits import CommandFailed
from commands.picture.look import look
from commands.picture.markdown import as_markdown
from commands.picture.page import as_html
from commands.picture.state import State
from commands.picture.structure import Report, StackPicture
from commands.report import write
from tests.commands.stack_told import DRIFTED, OFF, ON, STEP, Told

HOSTILE = 'B <script>alert(1)</script> "]:::x|`*_&amp; <img src=https://evil.example.com/x>'
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def report() -> Report:
    """One app in each state, one with a name that attacks the page, and a long address without a place to break."""
    bad = {**STEP, "url": "javascript:alert(1)"}
    patch = pytest.MonkeyPatch()
    patch.delenv("OKTA_API_TOKEN", raising=False)
    told = {
        "on": {**ON, "label": "A"},
        "off": {**OFF, "label": HOSTILE, "stepsLeft": [bad, STEP], "notes": ["x" * 200]},
        "differs": {**DRIFTED, "label": "C"},
        "new": {"label": "D"},
    }
    picture = look(Told(told, changed={"importRules": {"matchOn": "email"}}), offline=True)
    patch.undo()
    return Report("2026-11-24T10:00:00.000Z", (picture,))


@pytest.fixture
def shown(browser: Browser, report: Report, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the page in a window of a size; a script, a request or a complaint of the browser's fails the test."""
    file = tmp_path / "report.html"
    file.write_text(as_html(report), encoding="utf-8")
    pages: list[Page] = []
    seen: list[str] = []

    def show(width: int = DESKTOP["width"], height: int = DESKTOP["height"]) -> Page:
        page = browser.new_page(viewport={"width": width, "height": height})
        pages.append(page)
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.goto(file.as_uri())
        return page

    yield show
    for page in pages:
        page.close()
    assert set(seen) <= {file.as_uri()}


def tops(page: Page) -> list[float]:
    """Where the boxes of the first app's way begin, from above."""
    boxes = page.locator(".way").first.locator("> li").all()
    return [box.bounding_box()["y"] for box in boxes if box.bounding_box()]  # type: ignore[index] # visible boxes have one


def test_on_a_desktop_the_way_goes_from_left_to_right(shown: Callable[..., Page]) -> None:
    assert len(set(tops(shown()))) == 1


def test_on_a_phone_the_way_goes_down_and_nothing_is_cut_off(shown: Callable[..., Page]) -> None:
    page = shown(**PHONE)
    assert tops(page) == sorted(set(tops(page)))
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_on_a_phone_an_app_s_name_has_the_whole_line_and_what_stands_below_it_says_what_it_is(
    shown: Callable[..., Page],
) -> None:
    row = shown(**PHONE).locator("nav tbody tr").first
    assert row.locator("th").bounding_box()["width"] > 0.9 * PHONE["width"]  # type: ignore[index] # it is visible
    before = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
    assert row.locator("[data-name]").evaluate_all(before) == ['"stack "', '"steps left "', '"people "']


def test_a_stack_that_could_not_be_looked_at_is_told_at_the_top(browser: Browser) -> None:
    page = browser.new_page()
    failed = StackPicture("prod", "", None, asked=False, errors=("no stack named 'prod'",))
    page.set_content(as_html(Report("2026-11-24T10:00:00.000Z", (failed,))))
    assert page.locator("header").inner_text().endswith("not known stack prod: not all could be found out")
    assert page.locator("nav").count() == 0
    assert "No update has run" not in page.locator("main").inner_text()
    page.close()


def test_in_print_the_steps_show_where_their_links_lead(shown: Callable[..., Page]) -> None:
    page = shown(width=700)
    page.emulate_media(media="print")
    after = "getComputedStyle(document.querySelector('.steps a'), '::after').content"
    assert page.evaluate(after) != "none"
    assert page.evaluate("document.documentElement.scrollWidth") <= 700


def test_without_colour_every_state_has_its_word_its_drawing_and_its_border(shown: Callable[..., Page]) -> None:
    page = shown()
    borders = {}
    for box in page.locator(".station").all():
        word = box.locator(".mark").first.inner_text()
        drawing = box.locator(".mark use").first.get_attribute("href")
        style = box.evaluate(
            "box => [getComputedStyle(box).borderTopStyle, getComputedStyle(box).borderTopWidth].join()"
        )
        borders[word] = (drawing, style)
    assert set(borders) == {state.value for state in State} - {"not declared"}
    assert len(set(borders.values())) == len(borders)
    assert page.locator("svg symbol").count() == len(State)


def test_a_screen_reader_finds_its_way(shown: Callable[..., Page]) -> None:
    found = Axe().run(shown())
    assert found.violations_count == 0, found.generate_report()


def test_headings_lead_through_the_page(shown: Callable[..., Page]) -> None:
    levels = [int(heading.evaluate("h => h.tagName")[1]) for heading in shown().get_by_role("heading").all()]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_offline_is_said_at_the_top_of_the_stack(shown: Callable[..., Page]) -> None:
    assert shown().get_by_text("Okta was not asked.").count() == 1


class Tags(HTMLParser):
    """All tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_a_name_that_attacks_the_page_is_a_name(report: Report) -> None:
    assert {"script", "img", "link", "iframe"}.isdisjoint(tag for tag, _ in Tags(as_html(report)).found)


def test_the_page_needs_nothing_from_outside_and_links_by_http_alone(report: Report) -> None:
    found = Tags(as_html(report)).found
    assert {"src", "srcset", "data", "action", "onerror"}.isdisjoint(name for _, attrs in found for name in attrs)
    links = {attrs["href"] or "" for _, attrs in found if "href" in attrs}
    assert {link for link in links if not link.startswith(("#", "https://acme-admin.okta.com/"))} == set()
    assert not re.search(r"@import|url\(", as_html(report))


def test_a_place_that_cannot_be_written_to_is_told_in_words(report: Report, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandFailed, match=r"file/report\.html cannot be written: .*\nNext: another --output"):
        write(report, tmp_path / "file")


def test_markdown_draws_every_app_and_lists_its_steps(report: Report) -> None:
    text = as_markdown(report)
    assert text.count("```mermaid\nflowchart LR\n") == 4
    assert "| C | dev | ≠ differs | 1 |" in text
    assert f"- [ ] [Set the provisioning features](<{STEP['url']}>)" in text


def test_markdown_takes_no_markup_from_names(report: Report) -> None:
    text = as_markdown(report)
    charts = "".join(re.findall(r"```mermaid\n(.*?)```", text, re.DOTALL))
    outside = re.sub(r"```mermaid\n.*?```", "", text, flags=re.DOTALL)
    assert "<script" not in text
    assert "<img" not in text
    assert "javascript:" not in text
    assert "\\`\\*\\_&amp;amp;" in outside
    # A label ends where the chart says, and nowhere else.
    assert all(line.count('"') in (0, 2) for line in charts.splitlines())
