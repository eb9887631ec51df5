"""Every sentence is written to be translated, and is: in the code, in the templates and in the files of languages."""

import re

import pytest
from babel.messages.catalog import Message

from templates import sentences
from templates.language import LANGUAGES, SOURCE, catalog, gettext, locale_of, ngettext, speaking

TRANSLATED = sorted(set(LANGUAGES) - {SOURCE})


def forms(message: Message) -> list[tuple[str, str]]:
    """Each translation of a message beside the English it stands for."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return [(message.id[min(at, 1)], each) for at, each in enumerate(message.string)]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|%%|#", text))


def tags(text: str) -> list[str]:
    return sorted(re.findall(r"<[^>]+>", text))


@pytest.mark.parametrize("language", TRANSLATED)
class TestTranslations:
    def test_it_says_every_sentence_in_every_form(self, language: str) -> None:
        said = {message.id for message in catalog(language) if sentences.is_said(message.string)}

        assert {message.id for message in sentences.found()} - said == set()

    def test_it_says_nothing_that_is_said_no_more(self, language: str) -> None:
        assert {message.id for message in catalog(language)} - {message.id for message in sentences.found()} == set()

    def test_it_keeps_the_values_and_the_tags_of_each_sentence(self, language: str) -> None:
        for message in filter(lambda it: it.id, catalog(language)):
            for english, translation in forms(message):
                assert placeholders(translation) <= placeholders(english) | {"%(num)s"}, message.id
                assert placeholders(english) - {"%(num)s"} <= placeholders(translation), message.id
                assert tags(translation) == tags(english), message.id

    def test_it_leaves_nothing_to_be_looked_at_again(self, language: str) -> None:
        assert [message.id for message in catalog(language) if message.id and message.fuzzy] == []
        assert not catalog(language).obsolete

    def test_it_never_raises_its_voice(self, language: str) -> None:
        for message in filter(lambda it: it.id, catalog(language)):
            assert not any(set("!¡") & set(translation) for _, translation in forms(message)), message.id


class TestSaying:
    def test_it_says_a_sentence_in_the_language_in_force(self) -> None:
        with speaking("es_US"):
            assert gettext("Pay %(amount)s", amount="$5.00") == "Pagar $5.00"
        assert gettext("Pay %(amount)s", amount="$5.00") == "Pay $5.00"

    @pytest.mark.parametrize(("number", "said"), [(1, "venció hace 1 día"), (4, "venció hace 4 días")])
    def test_it_counts(self, number: int, said: str) -> None:
        with speaking("es_US"):
            assert ngettext("overdue by %(num)s day", "overdue by %(num)s days", number) == said

    def test_a_word_may_be_another_one_for_each_thing_it_is_said_of(self) -> None:
        with speaking("es_US"):
            assert (gettext("invoice|Void"), gettext("Completed")) == ("Anulada", "Terminado")
        assert (gettext("invoice|Void"), gettext("by hand|typed")) == ("Void", "by hand|typed")

    def test_it_says_in_english_what_nobody_translated(self) -> None:
        with speaking("es_US"):
            assert gettext("Nobody says %(what)s", what="this") == "Nobody says this"

    @pytest.mark.parametrize(
        ("home", "locale"), [("en_US", "es_US"), ("es_MX", "es_MX"), ("en_CA", "es_US"), ("de_DE", "es"), ("de", "es")]
    )
    def test_it_speaks_as_they_do_where_the_company_is(self, home: str, locale: str) -> None:
        assert locale_of("es", home) == locale
