"""What can happen to shared knowledge."""

from __future__ import annotations

from typing import ClassVar, Literal

from workbench.core.events import Name, Payload, Tags, Text


class KnowledgeShared(Payload, tag="knowledge.shared", frozen=True, kw_only=True):
    """A member made something known. The subject is ``knowledge/<id>``.

    Attributes:
        title: in a few words.
        text: what is known.
        tags: words to find it by.
        visibility: who may see it.
        memory: the memory it was made from, by its subject.
    """

    notify: ClassVar[bool] = True
    title: Name
    text: Text
    tags: Tags = ()
    visibility: Literal["public", "friends", "private"] = "public"
    memory: Name | None = None


EVENTS = (KnowledgeShared,)
