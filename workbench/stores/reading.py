"""Whether Cypher only reads, for servers that do not see to it themselves."""

from __future__ import annotations

import re
from functools import lru_cache

from workbench.core.errors import BadInput

_WRITING = frozenset(
    [
        "CREATE",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "REMOVE",
        "FOREACH",
        "DROP",
        "ALTER",
        "LOAD",
        "INSERT",
        "GRANT",
        "DENY",
        "REVOKE",
    ]
)
# Texts, quoted names and comments, in which nothing is a clause; one that does not end reaches to the end.
_QUIET = re.compile(
    r"""'(?:[^'\\]|\\.)*(?:'|\Z) | "(?:[^"\\]|\\.)*(?:"|\Z) | `(?:[^`]|``)*(?:`|\Z) | //[^\r\n]* | /\*.*?(?:\*/|\Z)""",
    re.VERBOSE | re.DOTALL,
)
# A word after a dot (not that of a number), a colon or a dollar is the name of a property, a label or a parameter.
_WORD = re.compile(r"((?<=[\w`)\]}])(?<!\d)\.|[:$])?([^\W\d]\w*)")
_PROCEDURE = re.compile(r"\bCALL\s+([^\W\d][\w.\s]*)", re.IGNORECASE)
_KNOWN = frozenset(("db.labels", "db.relationshiptypes", "db.propertykeys", "dbms.components"))


@lru_cache(maxsize=256)  # the same few questions are asked again and again
def check_reading(cypher: str) -> None:
    """Nothing, when no clause of this writes. Refuses rather too much than too little.

    Raises:
        BadInput: it could write; says by which word.

    >>> check_reading("MATCH (n:SET) WHERE n.delete = 'CREATE' RETURN n // MERGE")
    >>> check_reading("MATCH (n) dEtAcH DELETE n")
    Traceback (most recent call last):
    workbench.core.errors.BadInput: DETACH writes, and a query only reads. Leave it out, or put it between ` where it is a name.
    """
    # Some servers put the letter in place of \u0053 before they read anything else, some only within texts.
    for form in {cypher, re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), cypher)}:
        plain = _QUIET.sub(lambda found: " " if found[0][0] == "/" else "`", form)
        for prefix, word in _WORD.findall(plain):
            if not prefix and word.upper() in _WRITING:
                raise BadInput(
                    f"{word.upper()} writes, and a query only reads.",
                    "Leave it out, or put it between ` where it is a name.",
                )
        for name in _PROCEDURE.findall(plain):
            if "".join(name.split()).lower() not in _KNOWN:
                raise BadInput(f"The procedure {' '.join(name.split())} might write.", "Ask without it.")


def uses(cypher: str, parameter: str) -> bool:
    """Whether a parameter stands in this, and not just in a text or a comment.

    >>> uses("MATCH ()-[r]->() WHERE r.since <= $at RETURN r", "at"), uses("RETURN '$at' AS x // $at", "at")
    (True, False)
    """
    return re.search(rf"\${re.escape(parameter)}\b", _QUIET.sub("`", cypher)) is not None
