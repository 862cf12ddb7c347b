"""The API's description: schemas from the very types that are read and answered, and a page that shows them.

The page's script and style come from an installed package and are served from here, so no other host is asked.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response

from workbench.core.cloudbatch import CloudReader
from workbench.core.errors import NotFound
from workbench.core.vocabulary import Vocabulary
from workbench.hub import answers as shapes
from workbench.hub import chat_shapes, collection_shapes, generate_shapes, memory_shapes
from workbench.hub.auth import identity_of
from workbench.hub.errors import Problem
from workbench.hub.page import page as framed
from workbench.hub.tokens import Identity
from workbench.memory import Memory, SessionState

JSON = "application/json"
NDJSON = "application/x-ndjson"
_REF = "#/components/schemas/{name}"
_ANSWERS = (
    shapes.CloudEvent,
    shapes.EventsPage,
    shapes.Explanation,
    shapes.FigureAnswer,
    shapes.HealthAnswer,
    shapes.LearningAnswer,
    shapes.LiveAnswer,
    shapes.MembersAnswer,
    shapes.NewAgent,
    shapes.ObservatoryAnswer,
    shapes.ReadyAnswer,
    shapes.Taken,
    *collection_shapes.SHAPES,
    *generate_shapes.SHAPES,
    *memory_shapes.SHAPES,
    *chat_shapes.SHAPES,
    Memory,
    SessionState,
    Problem,
)
_SAID = {
    401: "There is no token, or it is not valid.",
    403: "The role is too low, or a page of another site asks.",
    404: "What was named does not exist.",
    409: "An id is in use for something else, or what was named has moved on.",
    413: "The body is too large.",
    415: "The body is of a type that is not read here.",
    422: "What was sent is not valid.",
    429: "There is too much to do now.",
    503: "A part that is needed is not there now.",
    507: "There is no room; nothing was written.",
}
_ASSETS = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_PAGE = """<link rel="stylesheet" href="/api/docs/swagger-ui.css"><div id="page"></div>
<script src="/api/docs/swagger-ui-bundle.js"></script><script src="/api/docs/start.js"></script>
"""
_ASIDE = '<a class="quiet" href="/">The lab</a><a class="quiet" href="/docs">Docs</a>'
# The page would otherwise send the description to a validator on another host. Its dark colours hang on a class of its own.
_START = """SwaggerUIBundle({url: "/api/openapi.json", dom_id: "#page", validatorUrl: null,
  tryItOutEnabled: true, displayRequestDuration: true, defaultModelsExpandDepth: 0});
const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)")
const wear = () => root.classList.toggle("dark-mode", root.dataset.theme ? root.dataset.theme === "dark" : dark.matches)
new MutationObserver(wear).observe(root, {attributeFilter: ["data-theme"]})
dark.addEventListener("change", wear)
wear()
"""

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def page(identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """The API, described and ready to try."""
    return framed(_PAGE, title="API", kind="api", crumb="API", aside=_ASIDE)


@router.get("/api/openapi.json")
async def description(request: Request, identity: Annotated[Identity, Depends(identity_of)]) -> Response:
    """The API, described in OpenAPI 3.1."""
    return Response(msgspec.json.encode(request.app.openapi()), media_type=JSON)


@router.get("/api/docs/{asset}")
async def asset(asset: str) -> Response:
    """A script or a style of the page. Secret to nobody."""
    if asset == "start.js":
        return Response(_START, media_type="text/javascript")
    if asset not in _ASSETS:
        raise NotFound("There is no such file.", "The page is at /api/docs.")
    return Response(_asset(asset), media_type=_ASSETS[asset])


def answers(
    shape: type | tuple[type, ...],
    *problems: int,
    status: int = 200,
    public: bool = False,
) -> dict[int | str, dict[str, Any]]:
    """What a route answers, for its description: one of some types, or a problem with one of some statuses."""
    shown = [_ref(one) for one in (shape if isinstance(shape, tuple) else (shape,))]
    said: dict[int | str, dict[str, Any]] = {
        status: {
            "description": "Done.",
            "content": {JSON: {"schema": shown[0] if len(shown) == 1 else {"anyOf": shown}}},
        }
    }
    return {**said, **refusals(*problems, public=public)}


def refusals(*problems: int, public: bool = False) -> dict[int | str, dict[str, Any]]:
    """The problems that a route may answer with, by status, for its description."""
    codes = sorted({*problems, *(() if public else (401, 403, 503))})
    return {code: {"description": _SAID[code], "content": {JSON: {"schema": _ref(Problem)}}} for code in codes}


def describe(app: FastAPI, vocabulary: Vocabulary, events: CloudReader) -> None:
    """Have the application describe itself; it does so once, when it is first asked."""

    @cache
    def made() -> dict[str, Any]:
        description = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
        )
        (reported, *_), components = msgspec.json.schema_components([events.shape, *_ANSWERS], ref_template=_REF)
        for payload in vocabulary.payloads:
            _drop_tag(components[payload.__name__])
        parts = description.setdefault("components", {})
        parts["schemas"] = _portable({**components, "ReportedEvent": reported})
        parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
        for path, operations in description["paths"].items():
            for operation in operations.values():
                operation["summary"] = (
                    operation["description"].partition("\n")[0].partition(". ")[0].rstrip(".").replace("`", "")
                )
                if path not in ("/api/health/live", "/api/health/ready"):
                    operation["security"] = [{"token": []}]
                if "422" in operation["responses"]:
                    operation["responses"]["422"] = answers(Problem, 422, public=True)[422]
        return description

    app.openapi = made  # type: ignore[method-assign]


def body_of(schema: str, media: tuple[str, ...], many: bool = False) -> dict[str, Any]:
    """The description of a body: a named schema, or an array of it where `many`."""
    one = {"$ref": _REF.format(name=schema)}
    shape = {"anyOf": [one, {"type": "array", "items": one}]} if many else one
    return {"requestBody": {"required": True, "content": {name: {"schema": shape} for name in media}}}


def _ref(shape: type) -> dict[str, str]:
    return {"$ref": _REF.format(name=shape.__name__)}


def _drop_tag(schema: dict[str, Any]) -> None:
    """Outside, a payload's kind is the `type` of the event around it."""
    schema["properties"].pop("type", None)
    schema["required"] = [name for name in schema.get("required", ()) if name != "type"]


def _portable(schema: Any) -> Any:
    """Patterns in the dialect of JSON Schema, which knows ``^`` and ``$`` only."""
    if isinstance(schema, dict):
        return {
            key: value.replace(r"\A", "^").replace(r"\Z", "$")
            if key == "pattern" and isinstance(value, str)
            else _portable(value)
            for key, value in schema.items()
        }
    return [_portable(value) for value in schema] if isinstance(schema, list) else schema


@cache
def _asset(name: str) -> bytes:
    return (files("fastapi_swagger") / "resources" / name).read_bytes()
