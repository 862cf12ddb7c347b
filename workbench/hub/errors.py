"""Errors as answers: every one is the same small JSON object, with the status that says whose move it is."""

from __future__ import annotations

import re

import msgspec
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from workbench.core import errors


class TooLarge(errors.BadInput):
    """The body is larger than one request may be."""


class WrongMedia(errors.BadInput):
    """The body is of a type that is not read here."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong.

    Attributes:
        problem: what went wrong, one sentence.
        remedy: what the caller can do now, one sentence.
        code: the sort of error, as ``bad_input``; it never changes, while the sentences may.
    """

    problem: str
    remedy: str
    code: str


STATUS: dict[type[errors.WorkbenchError], int] = {
    TooLarge: 413,
    WrongMedia: 415,
    errors.BadInput: 422,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.TooMany: 429,
    errors.DiskFull: 507,
    errors.Unavailable: 503,
    errors.TooSlow: 503,
    errors.BadLab: 500,
}

_HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="workbench"'}, 429: {"Retry-After": "1"}, 503: {"Retry-After": "1"}}
_HTTP = {
    400: ("bad_input", "Correct the request; /api/docs describes it."),
    404: ("not_found", "See /api/docs for what there is."),
    405: ("wrong_method", "See /api/docs for what can be done here."),
}


def status_of(error: errors.WorkbenchError) -> int:
    """The HTTP status of an error."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem_response(error: errors.WorkbenchError) -> Response:
    """An error as an answer."""
    return _response(status_of(error), error.problem, error.remedy, code_of(type(error)))


def problem_of(error: errors.WorkbenchError) -> Problem:
    """An error as it is told within a stream."""
    return Problem(problem=_encodable(error.problem), remedy=error.remedy, code=code_of(type(error)))


def code_of(kind: type[errors.WorkbenchError]) -> str:
    """The code of a class of error.

    >>> code_of(errors.DiskFull)
    'disk_full'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def install_errors(app: FastAPI) -> None:
    """Have every error of the application answered in our form."""
    app.add_exception_handler(errors.WorkbenchError, _on_ours)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(ClientDisconnect, _on_disconnect)
    app.add_exception_handler(Exception, _on_surprise)


async def _on_ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.WorkbenchError)
    return problem_response(error)


async def _on_validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _response(422, f"“{where[:200]}” is not valid: {first['msg']}.", "Correct it; see /api/docs.", "bad_input")


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, remedy = _HTTP.get(error.status_code, ("refused", "See /api/docs."))
    response = _response(error.status_code, f"{error.detail}.", remedy, code)
    response.headers.update(error.headers or {})
    return response


async def _on_disconnect(request: Request, error: Exception) -> Response:
    return _response(400, "The connection ended within the request.", "Send it again.", "bad_input")


async def _on_surprise(request: Request, error: Exception) -> Response:
    return _response(500, "The hub failed in a way that nobody foresaw.", "Its log tells more; try again.", "failed")


def _response(status: int, problem: str, remedy: str, code: str) -> Response:
    body = msgspec.json.encode(Problem(problem=_encodable(problem), remedy=remedy, code=code))
    return Response(body, status, headers=_HEADERS.get(status), media_type="application/json")


def _encodable(problem: str) -> str:
    """A problem without the lone surrogates that it may quote from the input."""
    return problem.encode(errors="replace").decode()
