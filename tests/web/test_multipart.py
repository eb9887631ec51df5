"""A form with files is read in memory, byte for byte, and whatever is no such form is refused."""

import random
from contextlib import suppress

import pytest
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from web.multipart import MOST_FIELD_BYTES, MOST_PARTS, parsed


def part(name: str, body: bytes, file: str | None = None) -> bytes:
    more = f'; filename="{file}"' if file is not None else ""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + body + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


def test_it_reads_fields_and_files() -> None:
    found = parsed(form(part("what", "Küche".encode()), part("files", b"\xff\xd8", "a.jpg")), "b")

    assert found.fields.to_dict() == {"what": "Küche"}
    assert [(it.name, bytes(it.body)) for it in found.files] == [("a.jpg", b"\xff\xd8")]


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 3_000_000])
def test_a_file_comes_byte_for_byte(size: int) -> None:
    body = random.Random(size).randbytes(size)
    (file,) = parsed(form(part("files", body, "a.jpg"), part("x", b"y")), "b").files

    assert file.body == body


def test_a_file_full_of_almost_boundaries_comes_whole() -> None:
    body = b"\r\n--" * 100_000
    (file,) = parsed(form(part("files", body, "a.jpg")), "b").files

    assert file.body == body


def test_a_field_without_a_chosen_file_is_none() -> None:
    assert parsed(form(part("files", b"", "")), "b").files == []


@pytest.mark.parametrize("body", [part("a", b"x" * (MOST_FIELD_BYTES + 1)), part("a", b"x") * (MOST_PARTS + 1)])
def test_what_is_too_much_is_refused(body: bytes) -> None:
    with pytest.raises(RequestEntityTooLarge):
        parsed(form(body), "b")


@pytest.mark.parametrize("boundary", ["", "other", "\u2603"])
def test_a_wrong_boundary_is_refused(boundary: str) -> None:
    with pytest.raises(BadRequest):
        parsed(form(part("a", b"x")), boundary)


@pytest.mark.parametrize("seed", range(200))
def test_bytes_gone_wrong_are_refused_or_read_and_never_break_it(seed: int) -> None:
    chance = random.Random(seed)
    body = bytearray(form(part("what", b"hello"), part("files", b"\xff\xd8\r\n", "a.jpg")))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        body[at : at + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 3))
    with suppress(BadRequest, RequestEntityTooLarge):
        parsed(body, "b")
