"""The ways from the home page: where a person can go, or what to do so that they can."""

from __future__ import annotations

import shlex
from html import escape

import msgspec

from workbench.core.announcement import find_announced
from workbench.core.hosts import on_this_host
from workbench.core.share import shared
from workbench.hub.lab import LabPort
from workbench.hub.roles import Role, reaches

_TOUR = "/lab/tree/tour/01_a_lab_in_three_lines.ipynb"
_VOILA = "/voila/render/voila/observatory.ipynb"
_ICONS = {
    "observatory": '<path d="M3 12h4l3-7 4 14 3-7h4"></path>',
    "chat": '<path d="M4 5h16v11H10l-5 4v-4H4Z"></path><path d="M8 9.5h8M8 12.5h5"></path>',
    "memory": '<circle cx="6" cy="7" r="2.5"></circle><circle cx="17" cy="6" r="2.5"></circle><circle cx="12" cy="17" r="2.5"></circle><path d="M8.4 6.8l6.1-.5M7 9.2l3.8 5.6M16 8.3l-3 6.4"></path>',
    "notebook": '<rect x="5" y="3" width="15" height="18" rx="2"></rect><path d="M3 8h4M3 12h4M3 16h4M11 8h5M11 12h5"></path>',
    "page": '<rect x="3" y="4" width="18" height="16" rx="2"></rect><path d="M3 9h18M8 16v-3M12 16v-5M16 16v-2"></path>',
    "api": '<path d="M8 4c-3 0-2 3-2 5s-1 3-3 3c2 0 3 1 3 3s-1 5 2 5M16 4c3 0 2 3 2 5s1 3 3 3c-2 0-3 1-3 3s1 5-2 5"></path>',
    "docs": '<path d="M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14"></path>',
}


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """A place to go.

    Attributes:
        title, text: what it is.
        icon: a name in this module's icons.
        url: where it is; None while nobody can go there.
        needs: the role that it takes.
        command: what brings it up while it is not there.
    """

    title: str
    text: str
    icon: str
    url: str | None
    needs: Role = "reader"
    command: str = ""


def ways(lab: LabPort, dashboards_url: str | None, host: str) -> list[Way]:
    """Every place to go, as of now. Reads files of the lab's folder.

    Args:
        lab: the lab.
        dashboards_url: where the dashboards are; None to look in the lab's folder.
        host: the name by which the browser knows this machine.
    """
    notebooks = _announced(lab, "notebooks")
    place = f" --lab {shlex.quote(str(lab.folder.path))}" if lab.folder else ""
    return [
        Way(
            title="Observatory",
            text="The society while it happens, and as it was at any past moment.",
            icon="observatory",
            url=dashboard("observatory", lab, dashboards_url, host),
            command=f"workbench dashboards{place}",
        ),
        Way(
            title="Memory",
            text="What the agents remember: searched, and on a map.",
            icon="memory",
            url=dashboard("memory", lab, dashboards_url, host),
            command=f"workbench dashboards{place}",
        ),
        Way(
            title="Chat",
            text="Ask documents and agents; answers with their sources.",
            icon="chat",
            url=dashboard("chat", lab, dashboards_url, host),
            command=f"workbench dashboards{place}",
        ),
        Way(
            title="JupyterLab",
            text="The tour: seven notebooks, half an hour.",
            icon="notebook",
            url=_under(notebooks, _TOUR, host),
            needs="researcher",
            command=f"workbench notebooks{place}",
        ),
        Way(
            title="Voila page",
            text="The observatory, published from a notebook.",
            icon="page",
            url=_under(notebooks or _announced(lab, "voila"), _VOILA, host),
            command=f"workbench notebooks{place}",
        ),
        Way(title="API", text="Every endpoint, described and ready to try.", icon="api", url="/api/docs"),
        Way(title="Docs", text="How it works, what is measured, and how.", icon="docs", url="/docs"),
    ]


def dashboard(name: str, lab: LabPort, dashboards_url: str | None, host: str) -> str | None:
    """Where a dashboard is; None when dashboards do not run, or when there is none of this name. The rest as in `ways`."""
    base = dashboards_url or _announced(lab, "dashboards")
    there = (shared("dashboards") / name / "app.py").is_file()
    return _under(base, f"/{name}", host) if there else None


def cards(found: list[Way], role: Role) -> str:
    """HTML: a card for each way. What a role may not enter, or what does not run, is no link and says what to do."""
    return "".join(_card(way, role, number == 0) for number, way in enumerate(found))


def _card(way: Way, role: Role, first: bool) -> str:
    kind = "way first" if first else "way"
    inner = (
        f'<svg class="ico" viewBox="0 0 24 24" aria-hidden="true">{_ICONS[way.icon]}</svg>'
        f"<span><b>{escape(way.title)}</b><span>{escape(way.text)}</span>{_hint(way, role)}</span>"
    )
    if way.url is None or not reaches(role, way.needs):
        return f'<div class="card {kind} shut">{inner}</div>'
    return f'<a class="card {kind}" data-key="{way.icon}" href="{escape(way.url)}">{inner}</a>'


def _hint(way: Way, role: Role) -> str:
    if not reaches(role, way.needs):
        return f'<span class="hint">It runs code, so it needs the role {way.needs}; yours is {role}.</span>'
    if way.url is None:
        return f'<span class="hint">Not running. Start it with <code>{escape(way.command)}</code></span>'
    return ""


def _announced(lab: LabPort, name: str) -> str | None:
    server = find_announced(lab.folder.run, name) if lab.folder else None
    return server.url if server else None


def _under(base: str | None, path: str, host: str) -> str | None:
    """A path of a server, by the name under which the browser knows this machine: there its cookie holds."""
    return None if base is None else on_this_host(base.rstrip("/") + path, host)
