"""The walk: which nodes of a graph somebody has come to, and which of them are opened; as an address says it."""

from __future__ import annotations

import msgspec

MOST = 64  # nodes that a walk names; others are at their sides
PAGES = 40
_LONGEST = 8_000
_SIGNS = (("%", "%25"), (",", "%2C"), ("~", "%7E"))


class Opened(msgspec.Struct, frozen=True):
    """A node whose neighbours are shown.

    Attributes:
        id: as `Graph` knows it.
        more: of which groups of neighbours more than one page is shown, and how many more: ``(("-ABOUT", 2),)``.
    """

    id: str
    more: tuple[tuple[str, int], ...] = ()

    def pages(self, group: str) -> int:
        """How many pages of a group are shown."""
        return 1 + dict(self.more).get(group, 0)


class Walk(msgspec.Struct, frozen=True):
    """Where somebody is in a graph.

    Attributes:
        roots: the nodes that it began with.
        opened: those that were opened, in order.
    """

    roots: tuple[str, ...] = ()
    opened: tuple[Opened, ...] = ()

    @classmethod
    def read(cls, text: str) -> Walk:
        """A walk as an address has it: roots after a tilde, then what is opened. What means nothing is passed over.

        >>> Walk.read("~agent/ada,agent/ada~REMEMBERS~2")
        Walk(roots=('agent/ada',), opened=(Opened(id='agent/ada', more=(('REMEMBERS', 2),)),))
        """
        roots, opened = dict[str, None](), dict[str, Opened]()
        for said in text[:_LONGEST].split(",")[:MOST]:
            first, *rest = said.split("~")
            if first:
                opened.setdefault(_plain(first), Opened(_plain(first), _more(rest)))
            elif rest and rest[0]:
                roots.setdefault(_plain(rest[0]))
        return cls(tuple(roots), tuple(opened.values()))

    def write(self) -> str:
        """This walk as an address has it."""
        opened = ("~".join([_safe(each.id), *_said(each)]) for each in self.opened)
        return ",".join([*(f"~{_safe(root)}" for root in self.roots), *opened])


def _said(opened: Opened) -> list[str]:
    return [part for group, pages in opened.more for part in (_safe(group), str(pages))]


def _more(said: list[str]) -> tuple[tuple[str, int], ...]:
    pairs = zip(said[::2], said[1::2], strict=False)
    found = {
        _plain(group): min(int(pages), PAGES) for group, pages in pairs if pages.isascii() and pages.isdigit() and group
    }
    return tuple((group, pages) for group, pages in found.items() if pages)


def _safe(text: str) -> str:
    for sign, code in _SIGNS:
        text = text.replace(sign, code)
    return text


def _plain(text: str) -> str:
    for sign, code in reversed(_SIGNS):
        text = text.replace(code, sign)
    return text
