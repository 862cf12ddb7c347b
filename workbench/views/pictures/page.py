"""The page: a picture as one HTML file that can be moved through and asks no other host for anything."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import holoviews as hv
from bokeh.embed import components
from bokeh.resources import Resources

from workbench.views.theme import FONT

if TYPE_CHECKING:
    from workbench.views.pictures.picture import Picture


def page(picture: Picture) -> str:
    """The picture as an HTML document."""
    picture.require()
    element = picture.drawn("bokeh")
    figure = hv.Store.renderers["bokeh"].get_plot(element).state
    figure.update(sizing_mode="stretch_both", min_height=320)
    script, part = components(figure)
    # Not `render`: it adds what Panel would load, which is not here.
    library = "".join(f"<script>{code}</script>" for code in Resources(mode="inline", components=["bokeh"]).js_raw)
    title, said, source = escape(picture.title), escape(picture.said), escape(str(picture.as_of))
    palette = picture.palette
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>body{{margin:0;padding:24px;box-sizing:border-box;height:100vh;display:flex;flex-direction:column;"
        f"gap:8px;background:{palette.card};color:{palette.ink};font-family:{FONT}}}"
        f"h1{{font-size:20px;margin:0}}p{{margin:0;color:{palette.soft}}}footer{{font-size:12px;color:{palette.faint}}}"
        f"main{{flex:1;min-height:320px;display:flex}}main>*{{flex:1}}</style>{library}</head>"
        f"<body><h1>{title}</h1><p>{said}</p><main>{part}</main><footer><bdi>{source}</bdi></footer>{script}</body></html>\n"
    )
