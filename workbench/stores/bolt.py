"""A graph behind the Bolt protocol: Neo4j, or what speaks as it does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from workbench.core.errors import BadInput, Unavailable
from workbench.stores.reading import check_reading
from workbench.stores.rows import plain_rows

if TYPE_CHECKING:
    from neo4j import Driver, Session

OLDEST = 5
USER_VARIABLE = "WORKBENCH_GRAPH_USER"
PASSWORD_VARIABLE = "WORKBENCH_GRAPH_PASSWORD"
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_CONNECT_SECONDS = 5.0
_RETRY_SECONDS = 3.0
_CLEAR_ROWS = 10_000
_UNIQUE = "CREATE CONSTRAINT IF NOT EXISTS FOR (n:`{label}`) REQUIRE n.`{name}` IS UNIQUE"
_INDEXED = "Neo.ClientError.Schema.IndexAlreadyExists"
_AGENT = re.compile(r"Neo4j/(\d+)\.(\S+)")
_Statement = tuple[str, Mapping[str, Any]]


class Address(NamedTuple):
    """Where a graph is and who asks.

    Attributes:
        url: scheme, host and port, without who asks.
        database: the database's name; None for the server's own choice.
        user, password: who asks. Neither is ever shown.
    """

    url: str
    database: str | None
    user: str
    password: str

    @classmethod
    def of(cls, url: str, environment: Mapping[str, str]) -> Address:
        """An address from ``bolt://user:password@host:7687/database``; what it leaves open comes from the environment.

        Raises:
            BadInput: it is no such URL.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or 7687
        except ValueError:
            raise BadInput("The graph's URL cannot be read.", "Write it as bolt://host:7687.") from None
        if parts.scheme not in _SCHEMES or not parts.hostname or parts.query or parts.fragment:
            raise BadInput(
                f"A graph's URL begins with one of {', '.join(_SCHEMES)}, then a host, port and database and no more.",
                "Write it as bolt://host:7687.",
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return cls(
            url=f"{parts.scheme}://{host}:{port}",
            database=unquote(parts.path.strip("/")) or None,
            user=unquote(parts.username or environment.get(USER_VARIABLE, "neo4j")),
            password=unquote(parts.password) if parts.password else environment.get(PASSWORD_VARIABLE, ""),
        )

    @property
    def shown(self) -> str:
        """Where it is, for people."""
        return f"{self.url}/{self.database}" if self.database else self.url

    def __repr__(self) -> str:
        return f"<Address {self.shown}>"


class BoltGraph:
    """A `core.ports.GraphStore` over the official driver. Thread-safe. Connects at once.

    Raises:
        Unavailable: nothing answers, who asks is refused, or the server is too old.
    """

    def __init__(self, address: Address) -> None:
        import neo4j

        self._address = address
        self._read_access = neo4j.READ_ACCESS
        with _said_well(address):
            self._driver: Driver = neo4j.GraphDatabase.driver(
                address.url,
                auth=(address.user, address.password),
                connection_timeout=_CONNECT_SECONDS,
                connection_acquisition_timeout=4 * _CONNECT_SECONDS,
                max_transaction_retry_time=_RETRY_SECONDS,
                telemetry_disabled=True,
            )
        try:
            with _said_well(address):
                self.server = str(self._driver.get_server_info().agent)
            _check_age(self.server)
        except BaseException:
            self._driver.close()
            raise
        # Neo4j itself refuses to write for who wants to read; ArcadeDB, which calls itself compatible, does it all the same.
        self._guarded = "compatible" in self.server

    def read(self, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows that this Cypher gives, as plain values.

        Raises:
            BadInput: the server refuses it, or it would write.
            Unavailable: the server is away.
        """
        if self._guarded:
            check_reading(cypher)
        with _said_well(self._address), self._session(default_access_mode=self._read_access) as session:
            return plain_rows(session.run(cypher, parameters))

    def write(self, statements: Sequence[_Statement]) -> None:
        """All of these in one transaction, or none.

        Raises:
            BadInput: the server refuses one.
            Unavailable: the server is away. Whether it had taken them is then unknown.
        """
        with _said_well(self._address), self._session() as session:
            session.execute_write(_run_all, statements)

    def index(self, labels: Mapping[str, str]) -> None:
        """Have each node of a label found quickly, and be the only one, by a property.

        Raises:
            BadInput, Unavailable: as `write`.
        """
        from neo4j.exceptions import ClientError

        with _said_well(self._address), self._session() as session:
            for label, name in labels.items():
                try:
                    session.run(_UNIQUE.format(label=label, name=name)).consume()
                except ClientError as error:
                    if error.code != _INDEXED:  # somebody has made it quick already
                        raise

    def clear(self, keep: str | None = None) -> None:
        """Remove all nodes and relations, some at a time; nodes of the label `keep` stay."""
        which = "MATCH (n)" if keep is None else f"MATCH (n) WHERE NOT n:`{keep}`"
        cypher = f"{which} WITH n LIMIT {_CLEAR_ROWS} DETACH DELETE n RETURN count(*) AS gone"
        with _said_well(self._address), self._session() as session:
            while session.execute_write(lambda begun: begun.run(cypher).single(strict=True)["gone"]):
                pass

    def close(self) -> None:
        """Let go of the connections."""
        self._driver.close()

    def _session(self, **options: Any) -> Session:
        # Without the server's hints, as that nobody has this label yet: they would go to the log. Said here and not to the
        # driver as a whole, which could then not even ask an old server how old it is.
        return self._driver.session(database=self._address.database, notifications_min_severity="OFF", **options)


def _run_all(begun: Any, statements: Sequence[_Statement]) -> None:
    for cypher, parameters in statements:
        begun.run(cypher, dict(parameters)).consume()


def _check_age(agent: str) -> None:
    found = _AGENT.match(agent)
    if found and int(found[1]) < OLDEST:
        raise Unavailable(
            f"The graph server is Neo4j {found[1]}.{found[2]}, and {OLDEST}.0 or newer is needed.",
            "Update it, or leave the URL out: the lab then runs a graph server of its own.",
        )


@contextmanager
def _said_well(address: Address) -> Iterator[None]:
    """The driver's errors as ours."""
    from neo4j import exceptions

    try:
        yield
    except (exceptions.AuthError, exceptions.TokenExpired) as error:
        raise Unavailable(
            f"The graph server at {address.url} refuses the user or the password.",
            f"Correct them in the URL, or in {USER_VARIABLE} and {PASSWORD_VARIABLE}.",
        ) from error
    except exceptions.ClientError as error:
        if str(error.code).startswith(("Neo.ClientError.Security", "Neo.ClientError.Database")):
            raise Unavailable(
                f"The graph server at {address.url} does not let us in: {_short(error)}.",
                "Correct the URL or the user.",
            ) from error
        raise BadInput(f"The graph server refuses this: {_short(error)}.", "Correct the Cypher.") from error
    except exceptions.UnsupportedServerProduct as error:
        raise Unavailable(
            f"What answers at {address.url} is no Neo4j that the driver knows: {error}.",
            f"Use Neo4j {OLDEST}.0 or newer.",
        ) from error
    except (exceptions.Neo4jError, exceptions.DriverError, OSError) as error:
        raise Unavailable(
            f"The graph server at {address.url} does not answer: {_short(error)}.",
            "Look whether it runs; the lab goes on meanwhile, and the graph catches up.",
        ) from error
    except (TypeError, ValueError, OverflowError) as error:  # a parameter that Bolt has no form for
        raise BadInput(
            f"The graph server cannot be asked this: {error}.", "Give numbers, texts, lists and maps."
        ) from error


def _short(error: Exception) -> str:
    from neo4j.exceptions import Neo4jError

    said = error.message if isinstance(error, Neo4jError) else str(error)
    return " ".join((said or "no reason given").split())[:500].rstrip(".")
