"""Where a server of others is, and which of its models are meant."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from workbench.core.errors import BadInput

_HOW = "Write it as http://127.0.0.1:8000/v1#model, or …#model&images=model for pictures too; the key goes in WORKBENCH_GENERATOR_KEY."


class Address(NamedTuple):
    """An OpenAI-compatible server and its models.

    Attributes:
        url: where its API begins, as ``https://host/v1``.
        model: which writes.
        images: which paints; empty for none.
    """

    url: str
    model: str
    images: str

    @classmethod
    def of(cls, url: str) -> Address:
        """An address from ``https://host/v1#model&images=model``.

        >>> Address.of("http://127.0.0.1:8000/v1#qwen3&images=sd3")
        Address(url='http://127.0.0.1:8000/v1', model='qwen3', images='sd3')

        Raises:
            BadInput: it is no such URL, names no model, or holds what is secret. The URL is not repeated: it might hold a key.
        """
        try:
            parts = urlsplit(url)
            place = parts.hostname, parts.port
        except ValueError:
            raise BadInput("The generator's URL cannot be read.", _HOW) from None
        if parts.scheme not in ("http", "https") or not place[0] or parts.query or not url.isprintable():
            raise BadInput("The generator's URL begins with http:// or https:// and has no query.", _HOW)
        if parts.username is not None or parts.password is not None:
            raise BadInput("A key in the generator's URL would be seen by everybody.", _HOW)
        model, _, images = parts.fragment.partition("&images=")
        if not model:
            raise BadInput("The generator's URL names no model.", _HOW)
        return cls(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", unquote(model), unquote(images))
