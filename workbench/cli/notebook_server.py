"""The Jupyter server of a lab: JupyterLab for who works with it, pages by Voila for everybody, in one process on loopback."""

from __future__ import annotations

import logging
import os
import signal
import warnings
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import JupyterServerAuthWarning
from traitlets.config import Config

from workbench.app import Lab
from workbench.cli.leaving import expect_leaving
from workbench.cli.notebook_folder import fill
from workbench.cli.notebook_kernels import Connection, Kernels, OurKernel
from workbench.cli.notebook_sign_in import HOME, RENDER, Door, HubSignIn
from workbench.core.announcement import announced
from workbench.core.errors import NotFound, Unavailable
from workbench.core.parent import end_with_parent
from workbench.core.share import shared
from workbench.views.theme import tokens

_HOST = "127.0.0.1"
_PAGES = "voila"
_FIRST_PAGE = "observatory.ipynb"
# Voila needs what draws widgets; others only cost time, and one of them complains in the browser's console.
_EXTENSIONS = ["anywidget", "@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]
_SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
}
_UNUSED = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/notebook-extension:language-server",
)


class _NotebookServer(ServerApp):
    """A Jupyter server that is set up by us alone."""

    no_browser_open_file = True

    def load_config_file(self, *_: Any, **more: Any) -> None:
        """Read nothing: a setting of somebody's other servers could open this one."""


def serve_notebooks(
    lab: Lab,
    *,
    port: int = 0,
    workshop: bool = True,
    page: Path | None = None,
    end_with_stdin: bool = False,
    on_ready: Callable[[str], None] = lambda url: None,
) -> None:
    """Serve notebooks of a lab until SIGINT or SIGTERM. Kernels know the lab by `WORKBENCH_LAB`, and end with the server.

    Args:
        lab: an open lab in a folder; it stays open.
        port: on loopback; 0 takes a free one.
        workshop: with JupyterLab, for researchers; else only what Voila publishes.
        page: a notebook to publish; without it, those of the lab's folder ``notebooks/voila``.
        end_with_stdin: stop also when standard input is closed, as it is when the process that holds it ends.
        on_ready: called with the URL when the server answers.

    Raises:
        Unavailable: the port is in use.
        NotFound: this installation has no notebooks, or there is no such page.
        BadLab: the lab's folder cannot be written.
    """
    assert lab.folder is not None
    notebooks = lab.folder.path / "notebooks"
    fill(notebooks, shared("notebooks"))
    if page is not None and not page.is_file():
        raise NotFound(f"There is no notebook {page}.", "Name a notebook’s file.")
    if page is None:
        root, published, first = notebooks, _PAGES, f"{_PAGES}/{_FIRST_PAGE}"
    else:
        root, published, first = page.absolute().parent, page.name, page.name
    door = Door(lab.folder.secret(), lab.log.epoch, lab.folder.run, published, first, workshop)
    _settle_in(lab.folder.run / "jupyter", lab.folder.path)
    app = _set_up(lab, door, root, port)
    url = f"http://{_HOST}:{app.port}"
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: app.stop(from_signal=True))
    if end_with_stdin:
        end_with_parent()
    expect_leaving(app.io_loop)
    with ExitStack() as until_the_end:
        app.io_loop.add_callback(
            lambda: until_the_end.enter_context(announced(door.run, "notebooks" if workshop else "voila", url))
        )
        app.io_loop.add_callback(on_ready, url)
        app.start()


def _settle_in(own: Path, lab: Path) -> None:
    """Let Jupyter keep its files in the lab, and neither read nor write those of the person who starts us."""
    for name in ("config", "data", "runtime", "ipython"):
        (own / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    paths = [os.environ["JUPYTER_PATH"]] if os.environ.get("JUPYTER_PATH") else []
    with suppress(NotFound):  # a wheel’s template is where Jupyter looks by itself
        paths.insert(0, str(shared("share") / "jupyter"))
    os.environ |= {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "IPYTHONDIR": str(own / "ipython"),
        "JUPYTER_PATH": os.pathsep.join(paths),
        "WORKBENCH_LAB": str(lab),
    }
    os.chdir(own)  # Voila would run a voila.py where it starts
    labconfig = own / "config" / "labconfig"
    labconfig.mkdir(exist_ok=True)
    (labconfig / "default_setting_overrides.json").write_bytes(msgspec.json.encode(_SETTINGS))
    unused = {"disabledExtensions": dict.fromkeys(_UNUSED, True)}
    (labconfig / "page_config.json").write_bytes(msgspec.json.encode(unused))


def _set_up(lab: Lab, door: Door, root: Path, port: int) -> ServerApp:
    server = {
        "ip": _HOST,
        "port": port,
        "port_retries": 0,
        "allow_root": True,  # on loopback, behind the sign-in
        "open_browser": False,
        "quit_button": False,
        "terminals_enabled": False,
        "root_dir": str(root),
        "default_url": "/lab" if door.workshop else f"{RENDER}{quote(door.page)}",
        "jpserver_extensions": {"jupyterlab": door.workshop, "voila.server_extension": True},
        "identity_provider_class": HubSignIn,
        "kernel_manager_class": Kernels,
        "kernel_spec_manager_class": OurKernel,
        "kernel_websocket_connection_class": Connection,
        "allow_unauthenticated_access": False,
        "log_level": logging.ERROR,
        # Without an address of MathJax, Voila takes the one in its own package, and not another host's.
        "tornado_settings": {"login_url": HOME, "mathjax_url": None, "mathjax_config": None},
    }
    lab_app = {
        "news_url": None,
        "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        "extension_manager": "readonly",
        "log_level": logging.ERROR,
    }
    voila = {
        "template": "workbench",
        "allow_template_override": "NO",
        "allow_theme_override": "NO",
        "extension_allowlist": _EXTENSIONS,
        "extension_denylist": [],
        "resources": {"workbench": {"lab": lab.name, "tokens": tokens(), "home": HOME}},
    }
    app = _NotebookServer.instance(
        config=Config(
            ServerApp=server,
            LabApp=lab_app,
            VoilaConfiguration=voila,
            HubSignIn={"door": door},
            MappingKernelManager={"transport_encryption": "auto"},
        )
    )
    with warnings.catch_warnings():
        # Voila serves its scripts and style sheets to anybody; they are the same in every installation.
        warnings.simplefilter("ignore", JupyterServerAuthWarning)
        try:
            app.initialize(argv=[], find_extensions=False)
        except SystemExit:
            raise Unavailable(f"Port {port} cannot be used.", "Choose another; 0 takes a free one.") from None
    return app
