"""Tables for spreadsheets: no text is computed, and what was written is read again as it was."""

import csv
import re
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.errors import Invalid
from tenants.spreadsheets import BREAKS, FORMULA, MARK, MOST_ROWS, harmless, plain, read, written

CORPUS = (
    "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", ";=1", " =1", "\N{FULLWIDTH EQUALS SIGN}1",
    "'=1", "''=1", '"=1', '=HYPERLINK("http://evil")', "\N{NO-BREAK SPACE}=1", "' =1", '=DDE("cmd";"/C calc";"x")',
    "\N{FULLWIDTH PLUS SIGN}1", "\N{FULLWIDTH HYPHEN-MINUS}1", "\N{FULLWIDTH COMMERCIAL AT}A1", "\ufeff=1", "\u200b=1",
    "\u2060+1", "\xad@A1", "\u202e=1", "\u3000=1", "\v=1", "\x1f=1", " \t =1", "\n\n=1", "\r\n=1", " '\u200b'=1",
    "Mara;=1+1", "Mara;;' =1", "Mara\t=1", "Mara\n-1", "Mara\r\n@A1", "Mara\n;\t=1", 'Mara";=1;"', "Mara, 1\n\ufeff=1",
    ';"=', 'Mara;"=1', ';""=1',
)  # fmt: skip


def computed(table: str, delimiter: str = ",") -> list[str]:
    """The cells that a spreadsheet would compute, if it took the table for one with this delimiter."""
    rows = csv.reader(StringIO(table.removeprefix(MARK), newline=""), delimiter=delimiter)
    return [
        it for row in rows for it in row if _seen(it)[:1] in FORMULA and not re.fullmatch(r"-[0-9]+(\.[0-9]+)?", it)
    ]


def _seen(cell: str) -> str:
    return "".join(sign for sign in cell if sign.isprintable()).strip()


class TestFormulas:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_nothing_is_one_also_where_cells_are_told_apart_otherwise(self, delimiter: str) -> None:
        table = written([["name", "note", "city"], *([text, text, "Boise"] for text in CORPUS)])

        assert computed(table, delimiter) == []

    def test_nothing_begins_with_what_programs_take_away(self) -> None:
        assert [text for text in CORPUS if harmless(text)[0] in BREAKS] == []

    def test_what_was_made_harmless_is_found_again(self) -> None:
        texts = [*CORPUS, "", "'", "''", "O'Brien", "'tis", "12 Elm Street", "a\n\nb", "a;'b", "a\n'- b"]

        assert [plain(harmless(text)) for text in texts] == texts

    @given(st.text(alphabet="'=+- ;\t\r\na\"\N{NO-BREAK SPACE}\u200b\ufeff", max_size=8))
    def test_whatever_the_text_is(self, text: str) -> None:
        assert plain(harmless(text)) == text
        assert [computed(written([["a", text]]), delimiter) for delimiter in ",;\t"] == [[], [], []]

    @pytest.mark.parametrize("text", ["O'Brien", "12 Elm Street", "'tis", "a\n\nb", "Mon; Tue", "1\r\n2"])
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
            assert [[plain(cell) for cell in row] for row in read(written(heads).encode())] == heads

    def test_no_cell_of_it_is_a_formula_and_figures_stay_figures(self) -> None:
        table = written([[text, Decimal("-12.50"), text] for text in CORPUS])

        rows = list(csv.reader(StringIO(table.removeprefix("\ufeff"), newline="")))

        assert rows == [[harmless(text), "-12.50", harmless(text)] for text in CORPUS]

    def test_its_table_is_a_table_to_others(self) -> None:
        assert list(csv.reader(StringIO(written([["a", 'b "c"']]).removeprefix("\ufeff")))) == [["a", 'b "c"']]
