"""The kernels of the Jupyter server. Those that Voila starts for its pages take no code from a browser and end with the page."""

from __future__ import annotations

import json
import struct
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.services.kernels.connection.base import deserialize_binary_message, deserialize_msg_from_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from voila.utils import ENV_VARIABLE

_MOST_PAGES = 24  # each is a process of some 200 MB
_LEFT_SECONDS = 120.0
_WIDGETS = frozenset(("comm_open", "comm_msg", "comm_close", "comm_info_request", "kernel_info_request"))
_FRAMED = "v1.kernel.websocket.jupyter.org"


class OurKernel(KernelSpecManager):
    """One kernel, Python with the packages that are installed beside Workbench, whatever else the machine has."""

    def _kernel_dirs_default(self) -> list[str]:
        return []


class Kernels(AsyncMappingKernelManager):
    """Kernels that know which of them belong to a page."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)  # type: ignore[no-untyped-call]
        self._pages: set[str] = set()

    def is_page(self, kernel_id: str) -> bool:
        """Whether Voila started this kernel for a page."""
        return kernel_id in self._pages

    async def start_kernel(self, **more: Any) -> str:  # type: ignore[override]
        """Start a kernel.

        Raises:
            HTTPError: 503, there are too many pages.
        """
        page = ENV_VARIABLE.VOILA_REQUEST_URL in (more.get("env") or ())
        if page and len(self._pages.intersection(self.list_kernel_ids())) >= _MOST_PAGES:
            raise HTTPError(503, "Too many people look at this page. The dashboards have room for more.")
        kernel_id: str = await super().start_kernel(**more)
        if page:
            self._pages.add(kernel_id)
            kernel: Any = self.get_kernel(kernel_id)
            kernel._restarter.restart_limit = 0  # one that died and was started anew would know nothing of its page
            self._end_if_left_later(kernel_id)
        return kernel_id

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]
        if self.is_page(kernel_id):
            self._end_if_left_later(kernel_id)

    def _end_if_left_later(self, kernel_id: str) -> None:
        """A browser may lose its line for a moment; one that is gone for longer will load the page again."""
        IOLoop.current().call_later(_LEFT_SECONDS, self._end_if_left, kernel_id)

    async def _end_if_left(self, kernel_id: str) -> None:
        if kernel_id in self and not self.kernel_model(kernel_id)["connections"]:  # type: ignore[no-untyped-call]
            await self.shutdown_kernel(kernel_id, now=True)  # type: ignore[no-untyped-call]


class Connection(ZMQChannelsWebsocketConnection):
    """A browser's line to a kernel. To a page's kernel it carries what widgets say, whoever holds it, and nothing else."""

    def handle_incoming_message(self, incoming_msg: Any) -> None:
        if not self.multi_kernel_manager.is_page(self.kernel_id) or self._kind(incoming_msg) in _WIDGETS:
            super().handle_incoming_message(incoming_msg)

    def handle_outgoing_message(self, stream: Any, outgoing_msg: list[Any]) -> None:
        if self.multi_kernel_manager.is_page(self.kernel_id):
            _, parts = self.session.feed_identities(outgoing_msg)
            header = parts[1] if isinstance(parts[1], bytes) else parts[1].bytes
            if json.loads(header)["msg_type"] == "execute_input":
                return  # it holds the page's source
        super().handle_outgoing_message(stream, outgoing_msg)

    def _kind(self, said: Any) -> str:
        """The type of a message from the browser; empty when it is none."""
        try:
            if self.subprotocol == _FRAMED:
                _, parts = deserialize_msg_from_ws_v1(said)  # type: ignore[no-untyped-call]
                header = json.loads(parts[0])
            elif isinstance(said, bytes):
                header = deserialize_binary_message(said)["header"]  # type: ignore[no-untyped-call]
            else:
                header = json.loads(said)["header"]
            return str(header["msg_type"])
        except (ValueError, TypeError, KeyError, IndexError, struct.error):
            return ""
