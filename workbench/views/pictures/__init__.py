"""Pictures: what a lab shows, as data, as a HoloViews element and as a file. A notebook needs no server for them.

`picture` takes one of the present or of a past moment; `live` follows a lab. The tables are in `frames`.
"""

from workbench.views.pictures.catalogue import NAMES, Scene, picture
from workbench.views.pictures.live import LivePicture, live
from workbench.views.pictures.picture import Picture

__all__ = ["NAMES", "LivePicture", "Picture", "Scene", "live", "picture"]
