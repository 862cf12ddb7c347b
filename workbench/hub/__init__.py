"""Floor 3: the hub, a lab over HTTP for programs and browsers."""

from workbench.hub.tokens import make_token

__all__ = ["make_token"]
