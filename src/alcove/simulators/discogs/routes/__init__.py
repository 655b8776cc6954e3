"""The addresses of the simulator, by what they are about."""

from starlette.routing import BaseRoute

from alcove.simulators.discogs.routes import control, market, people

ROUTES: list[BaseRoute] = [*people.ROUTES, *market.ROUTES, *control.ROUTES]
