"""Ways to a Chroma engine: over HTTP, or inside this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ServerAPI
    from chromadb.config import System

_TIMEOUT = 120.0


class ChromaClient:
    """A connection to one Chroma engine. The import of chromadb takes over a second, so it waits for the first of these.

    Chroma's own `EphemeralClient` gives everybody in a process the same data, and refuses whoever comes with other
    settings; a `System` of our own for each shares nothing and disturbs nobody.

    Attributes:
        server: Chroma's interface to the engine.
    """

    def __init__(self, system: System) -> None:
        from chromadb.api import ServerAPI

        self._system = system
        self.server: ServerAPI = system.instance(ServerAPI)  # type: ignore[type-abstract]
        system.start()

    @classmethod
    def at(cls, host: str, port: int, *, secure: bool = False) -> ChromaClient:
        """A connection to a server, by HTTPS where it is to be secure. Nothing is sent before it is used."""
        client = cls(
            _system(
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
                is_persistent=False,
                chroma_server_host=host,
                chroma_server_http_port=port,
                chroma_server_ssl_enabled=secure,
            )
        )
        client._use_own_session()
        return client

    @classmethod
    def in_process(cls) -> ChromaClient:
        """An engine of its own in this process's memory."""
        return cls(_system(chroma_api_impl="chromadb.api.rust.RustBindingsAPI", is_persistent=False))

    def close(self) -> None:
        """Let go of sockets, or of the engine in memory and all that it holds."""
        session = getattr(self.server, "_session", None)
        if session is not None:
            session.close()
        self._system.stop()

    def _use_own_session(self) -> None:
        """Chroma's HTTP session waits for ever, and asks a proxy named in the environment even for the loopback."""
        import httpx

        server: Any = self.server
        theirs: httpx.Client = server._session
        server._session = httpx.Client(timeout=_TIMEOUT, headers=theirs.headers, trust_env=False)
        theirs.close()


def _system(**settings: Any) -> System:
    from chromadb.config import Settings, System

    # No file: Chroma would read settings from a file named .env in whatever folder the process was started.
    make: Any = Settings
    return System(make(_env_file=None, anonymized_telemetry=False, chroma_otel_collection_endpoint="", **settings))
