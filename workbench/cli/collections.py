"""Commands of collections: ingest, collections."""

from __future__ import annotations

import click

from workbench.app import open_lab
from workbench.cli.output import json_option, known_lab_option, lab_option, show
from workbench.core.errors import BadInput
from workbench.core.parent import end_with_parent
from workbench.core.show import many
from workbench.knowledge import Collection, Document, Ingestion


@click.command("ingest")
@click.argument("collection")
@click.argument("sources", nargs=-1, required=True, metavar="PATH|package:NAME…")
@click.option("--name", help="What the document is called, where it is one; else by its file.")
@click.option("--media", help="Its media type, where its name does not tell, as “text/html; charset=koi8-r”.")
@click.option("--parent", is_flag=True, help="End when standard input closes.")
@lab_option
@json_option
def ingest_command(
    collection: str,
    sources: tuple[str, ...],
    name: str | None,
    media: str | None,
    parent: bool,
    folder: str,
    as_json: bool,
) -> None:
    """Take documents into COLLECTION: files, folders of them, or the documentation of installed packages.

    Given again, only what changed is read; broken off, it goes on where it stopped.
    """
    if parent:
        end_with_parent()
    if len(sources) > 1 and (name or media):
        raise BadInput("Several sources cannot have one name.", "Leave --name and --media out, or give one source.")
    with open_lab(folder) as lab:
        done = [
            lab.collections.ingest(source, collection, name=name, media=media, show=not as_json) for source in sources
        ]
        show(done, "\n".join(line for each in done for line in _lines(each)), as_json)


@click.command("collections")
@click.argument("collection", required=False)
@click.option("--remove", "document", help="Have this document of COLLECTION removed for good, by its name or id.")
@click.option("--drop", is_flag=True, help="Have COLLECTION removed for good, with all its documents.")
@known_lab_option
@json_option
def collections_command(collection: str | None, document: str | None, drop: bool, folder: str, as_json: bool) -> None:
    """Show all collections, or the documents of COLLECTION; or have one of them removed, so that nobody can read it any more."""
    if collection is None and (document or drop):
        raise BadInput("It is not said of which collection.", "Name it.")
    with open_lab(folder) as lab:
        if collection is None:
            found = lab.collections.list()
            show(found, "\n".join(map(_collection, found)) or "There is no collection yet.", as_json)
        elif drop:
            lab.collections.drop(collection)
            show({"dropped": collection}, f"{collection} is removed.", as_json)
        elif document:
            chosen = _chosen(lab.collections.documents(collection), document)
            lab.collections.remove(chosen.id)
            show({"removed": chosen.id}, f"{chosen.name} is removed.", as_json)
        else:
            documents = lab.collections.documents(collection)
            show(documents, "\n".join(map(_document, documents)), as_json)


def _chosen(documents: list[Document], said: str) -> Document:
    for document in documents:
        if said in (document.id, document.name):
            return document
    raise BadInput(f"It has no document “{said[:100]}”.", "Run the command without --remove to see those it has.")


def _lines(done: Ingestion) -> list[str]:
    notes = [each.note for each in done.documents if each.note]
    return [str(done), *notes, *(f"  left out: {name}: {reason}" for name, reason in done.left_out.items())]


def _collection(each: Collection) -> str:
    return f"{each.name:<30} {many(each.documents, 'document'):>18} {many(each.passages, 'passage'):>18}"


def _document(each: Document) -> str:
    return f"{each.id}  {many(each.passages, 'passage'):>15}  {each.name}"
