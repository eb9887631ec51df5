"""The forms of our pages as a browser has them: where each goes, what it sends untouched, what it could send."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from quart import Response

from tests.visitor import FROM_OUR_PAGE, Visitor

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
FORM = "application/x-www-form-urlencoded"


@dataclass
class Form:
    """`sends` is what goes without a hand laid on it, `names` whatever could: ticks and buttons too.

    Of what can be chosen, `names` has an id if there is one. `texts` are the names whose fields take any words.
    """

    page: str
    action: str
    method: str
    sends: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)

    @property
    def shape(self) -> tuple[str, str, frozenset[str]]:
        """What it has in common with the same form for another record."""
        return UUID.sub("…", self.action), self.method, frozenset(UUID.sub("…", name) for name in self.names)

    async def send(self, visitor: Visitor, **changed: str) -> Response:
        """Send it, some fields changed. Text that is none is sent all the same."""
        body = urlencode({**self.sends, **changed}, errors="surrogatepass")
        headers = {"Host": visitor.host, **FROM_OUR_PAGE}
        if self.method == "get":
            return await visitor.client.get(f"{self.action.split('?')[0]}?{body}", headers=headers, scheme="http")
        headers["Content-Type"] = FORM
        return await visitor.client.post(self.action, data=body, headers=headers, scheme="http")


class Reader(HTMLParser):
    """Reads a page: its forms, and every element there is on it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.html = ""
        self.forms: list[Form] = []
        self.links: set[str] = set()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._by_id: dict[str, Form] = {}
        self._form: Form | None = None
        self._select = ""
        self._text: tuple[Form, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes.update(given)
        if tag in {"a", "iframe"}:
            self.links.add(urlsplit(given.get("href", given.get("src", "")))._replace(fragment="").geturl())
        if tag == "form":
            self._form = Form(
                self.address, given.get("action") or urlsplit(self.address).path, given.get("method", "get").lower()
            )
            self._by_id[given.get("id", "")] = self._form
            self.forms.append(self._form)
        form = self._by_id.get(given.get("form", "-"), self._form)
        if form:
            self._control(form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text:
            form, name = self._text
            form.sends[name] += data if form.sends[name] else data.removeprefix("\n")

    def _control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, kind, value = given.get("name", ""), given.get("type", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            _put(form, self._select, value, is_sent="selected" in given or self._select not in form.sends)
        elif tag == "textarea" and name:
            _put(form, name, "", is_sent=True)
            form.texts.add(name)
            self._text = form, name
        elif tag == "input" and name and kind in {"checkbox", "radio"}:
            _put(form, name, value or "on", is_sent="checked" in given)
        elif tag in {"input", "button"} and name and kind != "file":
            form.texts |= {name} if tag == "input" and kind in {"", "text"} else set()
            _put(form, name, value, is_sent=tag == "input" and kind != "submit")


def _put(form: Form, name: str, value: str, *, is_sent: bool) -> None:
    if name not in form.names or UUID.fullmatch(value):
        form.names[name] = value
    if is_sent:
        form.sends[name] = value


async def read(visitor: Visitor, path: str) -> Reader:
    """The page at `path`, and nothing of what is no page."""
    response = await visitor.get(path)
    assert response.status_code < 500, path
    reader = Reader(path)
    if response.content_type and response.content_type.startswith("text/html"):
        reader.html = await response.get_data(as_text=True)
        reader.feed(reader.html)
    return reader


async def forms(visitor: Visitor, paths: Iterable[str]) -> list[Form]:
    """The forms of these pages, one of each shape."""
    found: dict[object, Form] = {}
    for path in paths:
        for form in (await read(visitor, path)).forms:
            found.setdefault(form.shape, form)
    return list(found.values())


async def anew(visitor: Visitor, form: Form) -> Form:
    """The form as its page has it now; as it was, where it is there no more."""
    same = [it for it in (await read(visitor, form.page)).forms if (it.action, it.method) == (form.action, form.method)]
    return max(same, key=lambda it: len(it.names.keys() & form.names.keys()), default=form)
