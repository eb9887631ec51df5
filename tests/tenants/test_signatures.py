"""Signatures: a typed name, drawn strokes when there are some, and nothing that hurts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tenants.errors import Invalid
from tenants.signatures import MOST_TYPED, Signature, path, sign

POINTS = some.lists(some.tuples(some.integers(0, 1_000), some.integers(0, 400)), min_size=1, max_size=20)


def test_a_typed_name_is_a_signature() -> None:
    assert sign("  Dana   Diaz ", "", required=True) == Signature("Dana Diaz")


def test_a_drawing_goes_with_a_name() -> None:
    signature = sign("Dana", "[[[1,2],[3,4]],[]]", required=True)

    assert signature == Signature("Dana", (((1, 2), (3, 4)),))


@pytest.mark.parametrize("drawn", ["", "  ", "[]"])
def test_nothing_is_no_signature_and_is_fine_where_none_is_wanted(drawn: str) -> None:
    assert sign("", drawn, required=False) is None
    with pytest.raises(Invalid) as refused:
        sign(" ", drawn, required=True)
    assert refused.value.field == "signature"


@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u2800 \u00ad", "\u200d \u200c", "\ufeff\u2060"])
def test_a_name_nobody_can_see_is_none(name: str) -> None:
    with pytest.raises(Invalid, match="type your name"):
        sign(name, "", required=True)


@pytest.mark.parametrize("required", [True, False])
def test_a_drawing_alone_is_none(required: bool) -> None:
    with pytest.raises(Invalid, match="type your name"):
        sign("", "[[[1,2]]]", required=required)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Da\x00na", "Dana"),
        ("Dana\r\nDiaz", "Dana Diaz"),
        ("\u202eanaD", "anaD"),
        ("Dana\u2066", "Dana"),
        ("\ud800Dana", "Dana"),
        ("\u200bDa\u00adna\ufeff", "Dana"),
        ("\u200d علی\u200cرضا \u200d", "علی\u200cرضا"),
        ("Ñandú 李", "Ñandú 李"),
        ("x" * 120, "x" * 120),
    ],
)
def test_a_name_is_one_line_of_signs_that_can_be_seen(typed: str, kept: str) -> None:
    assert sign(typed, "", required=True) == Signature(kept)


def test_a_name_has_an_end() -> None:
    with pytest.raises(Invalid, match="120"):
        sign("x" * 121, "", required=False)


@pytest.mark.parametrize(
    "drawn",
    [
        "{}", "x", "[1]", "[[1]]", "[[[1]]]", "[[[1,2,3]]]", '[[["1",2]]]', "[[[1.0,2]]]", "[[[true,2]]]",
        "[[[-1,0]]]", "[[[1001,0]]]", "[[[0,401]]]", "[[[0,null]]]", "null", "\ud800", "[" * 60_000, "[[[1e400,0]]]",
        json.dumps([[[0, 0]]] * 61), json.dumps([[[0, 0]] * 4_001]), " " * MOST_TYPED + "[]",
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_in_words(drawn: str) -> None:
    with pytest.raises(Invalid) as refused:
        sign("Dana", drawn, required=True)
    assert refused.value.field == "signature"


def test_the_largest_drawing_is_taken() -> None:
    drawn = json.dumps([[[1_000, 400]] * 66] * 60, separators=(",", ":"))

    assert sign("Dana", drawn, required=True)


@given(some.lists(POINTS, max_size=5))
def test_it_is_stored_and_read_as_it_was_drawn(strokes: list[list[tuple[int, int]]]) -> None:
    signature = sign("Dana", json.dumps(strokes), required=True)

    assert signature
    assert Signature.read(json.loads(json.dumps(signature.stored()))) == signature
    assert signature.strokes == tuple(map(tuple, strokes))


def test_its_path_is_drawn_stroke_by_stroke_and_a_dot_is_seen() -> None:
    assert path((((1, 2), (3, 4), (5, 6)), ((7, 8),))) == "M1 2L3 4L5 6 M7 8L7 8"
    assert path(()) == ""
