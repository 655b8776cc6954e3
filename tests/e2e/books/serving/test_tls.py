"""With a TLS certificate, the books' own port uses https, and its cookies are valid for this port only."""

import json
import ssl
import urllib.request

from alcove.foundation.identity import hash_werkzeug_password as hash_password
from support.sockets import free_port
from support.until import until
from support.world import World


def test_the_cookie_of_an_https_session_is_secure(world: World) -> None:
    """Signing in over TLS at the books' own port sets a cookie with the Secure attribute."""
    own_port = free_port()
    world.env.update(
        FLASK_PORT=str(own_port), BUILTIN_USERNAME="me", BUILTIN_PASSWORD_HASH=hash_password("correct horse")
    )
    world.env.update(dict(line.split("=", 1) for line in world.run("cert", "books.lan").stdout.splitlines()))
    context = ssl.create_default_context(cafile=world.env["ALCOVE_TLS_CERT"])
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    address = f"https://127.0.0.1:{own_port}/api"
    server = world.start("serve")

    def is_up() -> bool:
        assert server.process.poll() is None, server.output
        try:
            with browser.open(f"{address}/health", timeout=30) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    until(is_up, describe=lambda: server.output)
    body = json.dumps({"username": "me", "password": "correct horse"}).encode()
    browser.addheaders = [("Content-Type", "application/json")]
    with browser.open(f"{address}/auth/login", body, timeout=30) as response:
        cookie = response.headers["Set-Cookie"]
    assert "Secure" in cookie.split("; ")
    assert server.stop() == 0
