"""The doors of an application: every route has exactly one."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.service.door import Door


class Doorless(RuntimeError):
    """A route without a permission: the application does not start."""


def doors(application: FastAPI) -> Iterator[tuple[APIRoute, Door]]:
    """Every route of an application with its one door; raises Doorless where one has none."""
    for found in iter_route_contexts(application.routes):
        route = found.original_route
        if not isinstance(route, APIRoute):
            raise Doorless(f"{route} is no route of the API")
        of_route = [each.call for each in route.dependant.dependencies if isinstance(each.call, Door)]
        if len(of_route) != 1:
            raise Doorless(f"{route.path} has {len(of_route)} doors")
        yield route, of_route[0]
