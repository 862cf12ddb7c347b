"""What goes wrong with servers of others, in our words. Imported lazily: it brings the SDK."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

import httpx2
import openai

from workbench.core.errors import BadInput, Unavailable, WorkbenchError
from workbench.models.generation.guarded import TooMuch

SORTS = (openai.OpenAIError, httpx2.HTTPError, OSError, ValueError)
_REFUSED = frozenset({400, 413, 422})
_AGAIN = frozenset({408, 429})
_LONGEST = 300


class Failure(NamedTuple):
    """Why a request failed.

    Attributes:
        error: in our words.
        again: whether the same request may succeed in a moment.
        wait_s: seconds that the server wants to be left alone first; None when it did not say.
        broken: whether it speaks against the server, and not against this request.
    """

    error: WorkbenchError
    again: bool = False
    wait_s: float | None = None
    broken: bool = True


def understood(error: Exception, url: str, model: str, key: str | None) -> Failure:
    """Why a request failed, with nothing of the key in it."""
    if isinstance(error, openai.APIStatusError):
        return _refusal(error, url, model, key)
    if isinstance(error.__cause__, TooMuch) or isinstance(error, TooMuch):
        return Failure(Unavailable(f"The server at {url} sends more than anybody would read.", "Look what it is."))
    if isinstance(error, openai.APIConnectionError | httpx2.HTTPError | ConnectionError):
        cause = type(error.__cause__ or error).__name__
        problem = f"The server at {url} cannot be reached, or hung up ({cause})."
        return Failure(Unavailable(problem, "Look whether it runs, and whether the URL is right."), again=True)
    if isinstance(error, TimeoutError):
        return Failure(Unavailable(f"The server at {url} has been silent for too long.", "Try again, or look at it."))
    if isinstance(error, openai.APIError):
        said = _shown(error.message, key)
        return Failure(Unavailable(f"{model} failed within its answer: {said}.", "Try again, or look at the server."))
    return Failure(
        Unavailable(f"What the server at {url} sends is not what an OpenAI-compatible one does.", "Correct the URL.")
    )


def broken_off(url: str) -> Failure:
    """The answer ended before it was said to be at its end."""
    return Failure(Unavailable(f"The server at {url} broke off within its answer.", "Try again, or look at it."))


def _refusal(error: openai.APIStatusError, url: str, model: str, key: str | None) -> Failure:
    status = error.status_code
    if status in _REFUSED:
        return Failure(
            BadInput(f"{model} refuses this: {_told(error, key)}.", "Ask for less, or differently."), broken=False
        )
    if status in (401, 403):
        # What the server says of a key may hold it.
        return Failure(
            Unavailable(f"The server at {url} refuses the key.", "Set WORKBENCH_GENERATOR_KEY to a valid one.")
        )
    if status == 429:
        problem = f"The server at {url} has too much to do, or this key has used up its share."
        return Failure(Unavailable(problem, "Try again later."), True, _wait(error.response), broken=False)
    again = status in _AGAIN or status >= 500
    problem = f"The server at {url} answers with status {status}: {_told(error, key)}."
    remedy = "Try again later." if again else f"Look whether it serves the model {model} under this URL."
    return Failure(Unavailable(problem, remedy), again, _wait(error.response))


def _told(error: openai.APIStatusError, key: str | None) -> str:
    body = error.body
    said = body.get("message") or body.get("detail") if isinstance(body, dict) else body
    return _shown(said if isinstance(said, str) else json.dumps(said, default=str), key)


def _shown(said: str, key: str | None) -> str:
    hidden = said.replace(key, "…") if key else said
    flat = " ".join(hidden.split())[:_LONGEST].rstrip(".")
    return flat or "no reason given"


def _wait(response: httpx2.Response) -> float | None:
    """Seconds, from a Retry-After in either of its forms."""
    said = response.headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(said)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
