"""The routes of the simulator."""

from starlette.routing import BaseRoute

from alcove.simulators.discogs.routes import control, market, users

ROUTES: list[BaseRoute] = [*users.ROUTES, *market.ROUTES, *control.ROUTES]
