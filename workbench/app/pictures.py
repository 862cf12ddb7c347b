"""The pictures of a lab, made when they are first asked for: what draws them takes long to import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.app.lab import Lab
    from workbench.app.past import Past
    from workbench.views.pictures import LivePicture, Picture, Scene


def picture(lab: Lab | Past, name: str, **how: Any) -> Picture:
    """One picture, of the present or of a past moment."""
    from workbench.views.pictures import picture

    return picture(_scene(lab), name, **how)


def live_picture(lab: Lab, *names: str, **how: Any) -> LivePicture:
    """Pictures that follow a lab."""
    from workbench.views.pictures import live

    return live(_scene(lab), *names, **how)


def _scene(lab: Lab | Past) -> Scene:
    from workbench.views.pictures import Scene

    return Scene(lab.name, lab.observatory, lab.members, lab.log)
