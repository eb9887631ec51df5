"""Tables for spreadsheets: no text is computed, and what was written is read again as it was."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.errors import Invalid
from tenants.spreadsheets import FORMULA, MOST_ROWS, harmless, plain, read, written

CORPUS = (
    "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", ";=1", " =1", "\N{FULLWIDTH EQUALS SIGN}1",
    "'=1", "''=1", '"=1', '=HYPERLINK("http://evil")', "\N{NO-BREAK SPACE}=1", "' =1",
)  # fmt: skip


class TestFormulas:
    @pytest.mark.parametrize("text", CORPUS)
    def test_nothing_begins_as_one(self, text: str) -> None:
        assert not harmless(text).lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA)

    @pytest.mark.parametrize("text", [*CORPUS, "", "'", "''", "O'Brien", "'tis", "12 Elm Street"])
    def test_what_was_made_harmless_is_found_again(self, text: str) -> None:
        assert plain(harmless(text)) == text

    @given(st.text(alphabet="'=+- \ta\N{NO-BREAK SPACE}", max_size=8))
    def test_whatever_the_text_is(self, text: str) -> None:
        assert plain(harmless(text)) == text
        assert not harmless(text).startswith(FORMULA)

    @pytest.mark.parametrize("text", ["O'Brien", "12 Elm Street", "'tis"])
    def test_a_name_stays_a_name(self, text: str) -> None:
        assert harmless(text) == text


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_it_reads_what_programs_write(self, encoding: str, delimiter: str) -> None:
        text = f"name{delimiter}city\r\nJosé Muñoz{delimiter}Málaga\r\n"

        assert read(text.encode(encoding)) == [["name", "city"], ["José Muñoz", "Málaga"]]

    def test_quotes_hold_breaks_and_delimiters(self) -> None:
        assert read(b'name,address\r\n"Moss, Mara","1 Elm\r\nOak"\r\n\r\n') == [
            ["name", "address"],
            ["Moss, Mara", "1 Elm\r\nOak"],
        ]

    @pytest.mark.parametrize("body", [b"", b"name\r\n", b"\0\0\0", b"\xff\xfe", b"name\n" + b"x\n" * (MOST_ROWS + 1)])
    def test_it_refuses_what_is_no_list(self, body: bytes) -> None:
        with pytest.raises(Invalid):
            read(body)

    @given(st.binary(max_size=400))
    def test_it_never_fails_in_another_way(self, body: bytes) -> None:
        try:
            rows = read(body)
        except Invalid:
            return
        assert all("\0" not in cell for row in rows for cell in row)

    @given(
        st.lists(
            st.lists(
                st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=4
            ),
            min_size=2,
            max_size=5,
        )
    )
    def test_it_reads_what_it_wrote(self, rows: list[list[str]]) -> None:
        kept = [row for row in rows if any(map(str.strip, row))]
        if len(kept) > 1:
            heads = [["name", "city"], *kept]
            assert read(written(heads).encode()) == heads

    def test_its_table_is_a_table_to_others(self) -> None:
        assert list(csv.reader(StringIO(written([["a", 'b "c"']]).removeprefix("\ufeff")))) == [["a", 'b "c"']]
