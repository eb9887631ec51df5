"""Settings > Import: a list from another program, its columns chosen, tried out and brought in."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from quart import Blueprint, Response, request

from templates.language import gettext as _
from tenants import list_imports
from tenants.errors import Invalid, NotFound
from tenants.isolation import acting_for
from tenants.list_imports import COLUMNS, MOST_BYTES, ImportKind, ImportStatus, ListImport
from tenants.list_imports.list_import import Told
from tenants.rights import Right
from tenants.spreadsheets import plain
from web import multipart, spreadsheets
from web.door import here, uploads
from web.language import sentence
from web.pages import page
from web.places import place
from web.signed_in import see_other
from web.staff_signed_in import member, needs
from web.words import imports as import_words

PATH = "/staff/settings/import"
ROOM_FOR_FORM = 16 * 1024
COLUMN = "column."

blueprint = Blueprint("imports", __name__, url_prefix="/settings/import")


@blueprint.get("")
@needs(Right.IMPORT)
async def index() -> Response:
    return await _index()


@blueprint.post("")
@needs(Right.IMPORT)
@uploads
async def begin() -> Response:
    async with place(here().id, member().session_id):
        sent = await multipart.received(MOST_BYTES + ROOM_FOR_FORM)
        kind = sent.fields.get("kind", "")
        try:
            file = _file(sent)
            async with acting_for(here()):
                begun = await list_imports.begin(_kind(kind), *file)
        except Invalid as error:
            async with acting_for(here()):
                return await _index(kind, error)
    return see_other(f"{PATH}/{begun.id}")


@blueprint.get("/<uuid:import_id>")
@needs(Right.IMPORT)
async def show(import_id: UUID) -> Response:
    begun = await _one(import_id)
    return await _show(begun, begun.chosen)


@blueprint.post("/<uuid:import_id>")
@needs(Right.IMPORT)
async def start(import_id: UUID) -> Response:
    begun, form = await _one(import_id), await request.form
    chosen = _chosen(begun, form)
    if "preview" in form:
        return await _show(begun, chosen)
    try:
        await list_imports.start(begun, chosen, trial="trial" in form)
    except Invalid as error:
        return await _show(begun, chosen, error)
    return see_other(f"{PATH}/{import_id}")


@blueprint.post("/<uuid:import_id>/cancel")
@needs(Right.IMPORT)
async def cancel(import_id: UUID) -> Response:
    await list_imports.cancel(await _one(import_id))
    return see_other(f"{PATH}/{import_id}")


@blueprint.get("/<uuid:import_id>/report.csv")
@needs(Right.IMPORT)
async def report(import_id: UUID) -> Response:
    begun = await _one(import_id)
    told = await list_imports.report(import_id)
    return spreadsheets.answered(_report(list_imports.table(begun), told), f"import-{begun.kind}.csv")


def _report(rows: Sequence[list[str]], told: Sequence[Told]) -> Iterator[list[str]]:
    """The file as it was, with what became of each row beside it."""
    width = max(map(len, rows))
    yield [*map(plain, rows[0]), *[""] * (width - len(rows[0])), _("Result"), _("Reason")]
    for it in told:
        row = rows[it.number - 1]
        words = _(import_words.OUTCOMES[it.outcome])
        # A quote of ours before a reason would become two.
        yield [*map(plain, row), *[""] * (width - len(row)), words, import_words.reason_words(it)]


async def _one(import_id: UUID) -> ListImport:
    begun = await ListImport.get_or_none(id=import_id)
    if begun is None:
        raise NotFound
    return begun


def _kind(given: str) -> ImportKind:
    if given not in set(ImportKind):
        raise Invalid("kind", "Please choose what the list is of.")
    return ImportKind(given)


def _file(sent: multipart.Form) -> multipart.Chosen:
    if not sent.files or not sent.files[0].body:
        raise Invalid("file", "Please choose a file.")
    return sent.files[0]


def _chosen(begun: ListImport, form: Mapping[str, str]) -> dict[str, int]:
    """Which column tells what, as chosen; a form that came apart changes nothing."""
    if not any(name.startswith(COLUMN) for name in form):
        return dict(begun.chosen)
    picked = {column.name: form.get(COLUMN + column.name, "") for column in COLUMNS[begun.kind]}
    return {name: int(text) for name, text in picked.items() if text.isascii() and text.isdecimal() and len(text) < 4}


async def _index(kind: str = "customers", error: Invalid | None = None) -> Response:
    return page(
        "staff/settings/import.html",
        422 if error else 200,
        place="settings",
        kinds=[(it.value, _(words), it.value == kind) for it, words in import_words.KINDS.items()],
        imports=[import_words.row_words(it, here()) for it in await list_imports.recent()],
        errors={"file": "", "kind": "", **({error.field: sentence(error)} if error else {})},
    )


async def _show(begun: ListImport, chosen: dict[str, int], error: Invalid | None = None) -> Response:
    standing = await list_imports.one(begun.id)
    is_open = standing.status is not ImportStatus.RUNNING
    places = len(list_imports.table(begun)[0])
    chosen = {name: at for name, at in chosen.items() if at < places}
    refused = await list_imports.refused(begun.id) if is_open else []
    errors = {error.field: sentence(error)} if error else {}
    return page(
        "staff/settings/import_show.html",
        422 if error else 200,
        place="settings",
        listed=import_words.row_words(standing, here()),
        progress=import_words.progress_words(standing),
        refusals=import_words.refusal_words(begun, refused),
        choice=import_words.column_words(begun, chosen, errors) if is_open else None,
    )
