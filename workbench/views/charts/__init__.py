"""Charts: pictures of a snapshot as HTML, drawn in the browser by Bokeh and Plotly, each point a way to its events."""

from workbench.views.charts.concepts import concepts
from workbench.views.charts.loads import loads
from workbench.views.charts.over_time import over_time
from workbench.views.charts.pathways import pathways
from workbench.views.charts.state_space import state_space

__all__ = ["concepts", "loads", "over_time", "pathways", "state_space"]
