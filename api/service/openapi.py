"""The description of the API (OpenAPI 3.1), made from the routes themselves, so that it cannot be untrue.

It is shown to those who are signed in, and written to a file by ``suluh openapi``; strangers learn nothing from the
service about what it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.service.doors import doors
from api.service.examples import EXAMPLES, FORMS
from api.signin.cookies import SESSION
from records.rights.permissions import Permission, Reach

TITLE = "Suluh"
VERSION = "1"

_ABOUT = """
API Suluh: peringatan dini perdagangan orang pada pekerja migran. Jawaban *terindikasi*, bukan bukti; tidak ada
tindakan otomatis. Pengenal orang hanya ada di badan permintaan, tidak pernah di alamat. Kesalahan dijawab sebagai
problem+json (RFC 9457) dalam bahasa Indonesia (`title`) dan Inggris (`title_en`). Daftar dibagi halaman: alamat
halaman berikutnya ada di kepala `Link`. Jawaban GET memiliki `ETag`; kirim `If-None-Match` untuk 304.

Suluh's API: early warnings of trafficking among migrant workers. Answers are indications, not evidence; nothing
happens by itself. What identifies a person stands in bodies alone, never in an address. Errors are problem+json
(RFC 9457) in Indonesian (`title`) and English (`title_en`). Lists come in pages: the next one stands in the `Link`
header. Answers to GET have an `ETag`; send `If-None-Match` for 304.
"""

_SECURITY: dict[str, Any] = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "Kunci program (suluh_…) / a program's key.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": SESSION.name,
        "description": "Sesi orang setelah masuk / a person's session after signing in.",
    },
}

_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457, dengan dua bahasa / in two languages.",
    "properties": {
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Kode tetap untuk program / stable code for programs."},
        "title": {"type": "string", "description": "Bahasa Indonesia."},
        "title_en": {"type": "string", "description": "English."},
        "fields": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["status", "code", "title", "title_en"],
    "example": {
        "status": 403,
        "code": "forbidden",
        "title": "Peran atau tujuan Anda tidak mencakup tindakan ini.",
        "title_en": "Your role or purpose does not cover this.",
    },
}

_ERRORS: tuple[tuple[str, str], ...] = (
    ("400", "Permintaan tidak dapat dibaca / the request cannot be read"),
    ("401", "Belum masuk / nobody is signed in"),
    ("403", "Di luar peran, tujuan, atau kunci / beyond role, purpose or key"),
    ("404", "Tidak ada, atau tidak untuk Anda / not there, or not for you"),
    ("409", "Bertentangan dengan keadaan sekarang / in conflict with how things stand"),
    ("414", "Alamat terlalu panjang / the address is too long"),
    ("416", "Hanya satu rentang yang diterima / only one range is accepted"),
    ("422", "Isian keliru / something is wrong with what was sent"),
    ("429", "Terlalu cepat; lihat Retry-After / too fast; see Retry-After"),
    ("431", "Kepala permintaan terlalu besar / the request's headers are too large"),
    ("503", "Sedang sibuk; lihat Retry-After / busy; see Retry-After"),
    ("507", "Media penyimpanan penuh; tidak ada yang tersimpan / the disk is full; nothing was kept"),
)
"""Every operation may answer so."""

_ERRORS_OF_BODIES: tuple[tuple[str, str], ...] = (
    ("408", "Kiriman terlalu lambat / the request came too slowly"),
    ("413", "Kiriman terlalu besar / the request is too large"),
    ("415", "Jenis isi itu tidak diterima / that content type is not accepted"),
)
"""So may every operation that takes a body."""

_UNCHANGED = "304", {"description": "Belum berubah sejak ETag itu (If-None-Match) / not modified"}
"""So may every GET that answers with JSON."""

PURPOSE = {
    "name": "Suluh-Purpose",
    "in": "header",
    "required": False,
    "description": "Tujuan lain yang dimiliki peran Anda / another purpose that your role holds.",
    "schema": {"type": "string"},
}


def describe(application: FastAPI) -> dict[str, Any]:
    """The document; it is the same for the same routes."""
    document = get_openapi(
        title=TITLE,
        version=VERSION,
        description=_ABOUT.strip(),
        routes=[route for route, _ in doors(application)],
    )
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = _SECURITY
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for operation, permission in _operations(application, document):
        _complete(operation, permission)
    _plain_rows(document)
    return document


def _operations(
    application: FastAPI, document: dict[str, Any]
) -> Iterator[tuple[dict[str, Any], Permission]]:
    for route, door in doors(application):
        for method in sorted(route.methods or ()):
            found = document["paths"].get(route.path, {}).get(method.lower())
            if found is not None:
                found["tags"] = [_tag(route)]
                if method == "GET" and "application/json" in found["responses"].get("200", {}).get(
                    "content", {}
                ):
                    found["responses"].setdefault(*_UNCHANGED)
                _exemplify(found, f"{method} {route.path}")
                yield found, door.permission


def _exemplify(operation: dict[str, Any], name: str) -> None:
    if name in EXAMPLES:
        operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLES[name]
    if name in FORMS:
        operation["requestBody"] = {"required": True, "content": FORMS[name]}


def _tag(route: APIRoute) -> str:
    return str(route.endpoint.__module__).rpartition(".")[2]


def _complete(operation: dict[str, Any], permission: Permission) -> None:
    public = permission.reach is Reach.PUBLIC
    operation["security"] = [] if public else [{"key": []}, {"session": []}]
    operation["x-permission"] = permission.name
    if not public:
        roles = ", ".join(sorted(role.value for role in permission.roles))
        purposes = ", ".join(sorted(purpose.value for purpose in permission.purposes))
        operation["description"] = (
            f"{operation.get('description', '')}\n\n"
            f"Izin / permission: `{permission.name}`. Peran / roles: {roles}. Tujuan / purposes: {purposes}."
        ).strip()
        operation.setdefault("parameters", []).append(PURPOSE)
    answers = operation["responses"]
    errors = _ERRORS + (_ERRORS_OF_BODIES if "requestBody" in operation else ())
    answers.update({status: {"description": words} for status, words in errors})
    for status, answer in answers.items():
        if status >= "400":
            told = {"schema": {"$ref": "#/components/schemas/Problem"}}
            answer["content"] = {"application/problem+json": told}


def _plain_rows(schema: Any) -> None:
    """Tell rows of fixed length by ``items`` alone: few readers of descriptions know ``prefixItems``."""
    parts = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for part in parts:
        _plain_rows(part)
    if isinstance(schema, dict) and isinstance(places := schema.pop("prefixItems", None), list):
        kinds = [each for number, each in enumerate(places) if each not in places[:number]]
        schema["items"] = kinds[0] if len(kinds) == 1 else {"anyOf": kinds}
