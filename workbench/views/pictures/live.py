"""Live pictures: HoloViews plots that follow a lab, in a notebook or under `panel serve`."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from workbench.core.errors import BadInput, WorkbenchError
from workbench.observatory.course import Window
from workbench.views.pictures.catalogue import Scene, picture
from workbench.views.pictures.picture import Picture, Shape, Theme

if TYPE_CHECKING:
    from workbench.views.pictures.canvas import Canvas

REDRAWS_A_SECOND = 2


class LivePicture:
    """Pictures that follow a lab until they are closed, the lab is, or the browser session that shows them ends.

    They are drawn again at most twice a second, and only when something happened. In a notebook call
    ``holoviews.extension("bokeh", inline=True)`` first: it loads what draws them, from this machine.

    Attributes:
        element: a DynamicMap, or a Layout of several that share their time axis: to be shown, or laid out with others.
        pictures: what is shown now.
    """

    def __init__(self, scene: Scene, take: Sequence[Callable[[], Picture]]) -> None:
        self._scene = scene
        self._take = take
        self._woken, self._stop = threading.Event(), threading.Event()
        self._loop = _running_loop()
        self.pictures = self._taken()
        self.element = self._drawn()
        self._unlisten = scene.log.wake.listen(self._woken.set)
        self._thread = threading.Thread(target=self._follow, name="workbench-picture", daemon=True)
        self._thread.start()
        _at_end_of_session(self.close)

    def close(self) -> None:
        """Stop following. What is shown stays as it was."""
        self._stop.set()
        self._unlisten()
        self._woken.set()
        if self._thread is not threading.current_thread():
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "\n\n".join(repr(shown) for shown in self.pictures)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        from workbench.views.pictures.local import LocalHoloViews

        pane: Any = LocalHoloViews(self.element, sizing_mode="stretch_width")  # type: ignore[no-untyped-call]
        return pane._repr_mimebundle_(include, exclude)

    def _drawn(self) -> Any:
        import holoviews as hv

        from workbench.views.pictures.canvas import canvas

        # One pipe for all: of several that send at once, a server draws the first and the others too late.
        self._pipe = hv.streams.Pipe(data=self.pictures)
        maps = []
        for number, shown in enumerate(self.pictures):
            draw = partial(_draw, number, shown.shape, canvas("bokeh", shown.palette, shown.as_of.zone))
            maps.append(hv.DynamicMap(draw, streams=[self._pipe]))
        return maps[0] if len(maps) == 1 else hv.Layout(maps).cols(1).opts(backend="bokeh", toolbar=None)

    def _taken(self) -> list[Picture]:
        """All as of one position: what stands below each other is compared."""
        with self._scene.observatory.still():
            return [make() for make in self._take]

    def _follow(self) -> None:
        while self._woken.wait() and not self._stop.is_set() and not self._scene.log.wake.closed:
            self._woken.clear()
            try:
                pictures = self._taken()
            except WorkbenchError:
                continue  # the lab cannot be read now; asked again when something happens
            self._hand_over(pictures)
            self._stop.wait(1 / REDRAWS_A_SECOND)

    def _hand_over(self, pictures: list[Picture]) -> None:
        """Draw where the browser's session lives: HoloViews keeps its options in the process, and is not for two threads."""
        if self._loop is None:
            self._show(pictures)
            return
        with suppress(RuntimeError):  # the loop has ended, and who looked with it
            self._loop.call_soon_threadsafe(self._show, pictures)

    def _show(self, pictures: list[Picture]) -> None:
        if self._stop.is_set():
            return
        self.pictures = pictures
        self._pipe.send(pictures)


def live(
    scene: Scene, *names: str, agent: str | None = None, window: Window = "all", theme: Theme = "light"
) -> LivePicture:
    """Pictures that follow a lab, one below the other; see `picture` for the names, the arguments and the errors.

    Raises:
        BadInput: no name was given, or what `picture` raises it for.
        NotFound: what `picture` raises it for.
    """
    if not names:
        raise BadInput("No picture was named.", "Name one or more, as “level”.")

    def take(name: str) -> Callable[[], Picture]:
        return lambda: picture(scene, name, agent=agent, window=window, theme=theme)

    return LivePicture(scene, [take(name) for name in names])


def _draw(number: int, shape: Shape, ground: Canvas, data: list[Picture]) -> Any:
    """What is shown now, in the shape that it began with: a DynamicMap cannot change its elements."""
    return shape(data[number].table, ground).opts(backend="bokeh", title=data[number].title)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _at_end_of_session(close: Callable[[], None]) -> None:
    """Under `panel serve`, have something done when the browser is gone."""
    from panel.io.state import state

    if state.curdoc is not None and state.curdoc.session_context is not None:
        state.curdoc.on_session_destroyed(lambda context: close())
