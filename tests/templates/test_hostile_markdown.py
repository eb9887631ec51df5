"""Formatted text of somebody who means harm: what comes of it is text, emphasis, lists and honest links."""

import re
import time
from html.parser import HTMLParser

import nh3
import pytest

from templates.filters import LONGEST_TERMS, markdown, terms
from tests.templates.hostile_markdown import CORPUS, RUNS

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a"}
SAFE_ADDRESS = re.compile(r"(?:https?|mailto|tel):[^\s\x00-\x20\"'<>]*")
PARAGRAPHS = "We come **twice a year**, before the heat and before the cold, and look at [your furnace](https://acme.example).\n\n- belts\n- pulleys\n\n"
PROSE = PARAGRAPHS * (LONGEST_TERMS // len(PARAGRAPHS))
FAIR = 6
"""How much longer than prose of the same length a text may take; prose takes some ten milliseconds."""


class Elements(HTMLParser):
    """Every element of a piece of HTML with its attributes, and whatever is neither element nor text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.strange: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.strange.append(data)

    def handle_decl(self, decl: str) -> None:
        self.strange.append(decl)

    def handle_pi(self, data: str) -> None:
        self.strange.append(data)


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) + len(RUNS) >= 300
    assert len({*CORPUS.values(), *RUNS}) == len(CORPUS) + len(RUNS)


@pytest.mark.parametrize("trick", [*CORPUS, *map(ascii, RUNS)])
def test_nothing_comes_of_it_but_what_we_allow(trick: str) -> None:
    text = CORPUS.get(trick) or dict(zip(map(ascii, RUNS), RUNS, strict=True))[trick] * 500
    for html in (markdown(text), terms(text)):
        found = Elements(html)

        assert found.strange == []
        assert {tag for tag, _ in found.elements} <= TAGS
        assert all(not attributes for tag, attributes in found.elements if tag != "a")
        assert "\0" not in html


@pytest.mark.parametrize("trick", CORPUS)
def test_every_link_leads_where_links_may_lead(trick: str) -> None:
    links = [attributes for tag, attributes in Elements(terms(CORPUS[trick])).elements if tag == "a"]

    for link in links:
        assert link.keys() <= {"href", "rel"}
        assert link["rel"] == "noopener nofollow"
        assert SAFE_ADDRESS.fullmatch(link.get("href") or "https://nowhere.example")


@pytest.mark.parametrize("trick", CORPUS)
def test_it_stays_what_it_is_when_it_is_read_again(trick: str) -> None:
    """A parser that mends what it reads may make an element of what was text before."""
    html = terms(CORPUS[trick])

    assert nh3.clean(html, tags=TAGS, attributes={"*": {"title"}, "a": {"href", "rel"}}, link_rel=None) == html


def test_a_link_and_a_call_are_links_all_the_same() -> None:
    html = "".join(
        map(terms, ("<https://a.example>", "[call](tel:+15550100)", "<dana@a.example>", "[b](HTTP://b.example)"))
    )

    assert [link["href"] for tag, link in Elements(html).elements if tag == "a"] == [
        "https://a.example",
        "tel:+15550100",
        "mailto:dana@a.example",
        "HTTP://b.example",
    ]


@pytest.mark.parametrize("run", RUNS)
def test_none_keeps_us_busy_for_long(run: str) -> None:
    """As the processor sees it, beside plain prose: how busy the machine is with others does not matter."""
    text = (run * LONGEST_TERMS)[:LONGEST_TERMS]
    took = min(processor_time(text) / processor_time(PROSE) for _ in range(3))

    assert "<strong>" in terms(PROSE)
    assert took <= FAIR


def processor_time(text: str) -> float:
    began = time.process_time()
    terms.__wrapped__(text)
    return time.process_time() - began
