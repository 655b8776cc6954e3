"""Settings of the listener, the pages, sign-in and the challenge solver."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.apps.books.settings.fetching import FetchingSettings
from alcove.apps.books.settings.reading import Url
from alcove.foundation.settings import Secret


class OpeningSettings(FetchingSettings, frozen=True, kw_only=True):
    """Where the books are served, to whom, and with which page."""

    flask_host: Annotated[str, Meta(description="Address on which the books are served by themselves.")] = "127.0.0.1"
    flask_port: Annotated[
        int, Meta(ge=0, le=65535, description="Further port on which the books are served by themselves; 0: none.")
    ] = 0
    ui: Annotated[
        Literal["modern", "classic"], Meta(description="Which page is at / on that port, when both are there.")
    ] = "modern"
    ui1_dir: Annotated[Path | None, Meta(description="Folder of the classic page: templates/, static/, data/.")] = None
    ui2_dist: Annotated[Path | None, Meta(description="Folder of the newer page as it was built.")] = None
    calibre_web_url: Annotated[Url, Meta(description="Where your library is; the pages link to it.")] = ""
    auto_open_downloads_sidebar: Annotated[
        bool, Meta(description="Whether the newer page shows the queue when something is queued.")
    ] = False
    download_to_browser: Annotated[
        bool, Meta(description="Whether the newer page saves each finished file in the browser, too.")
    ] = False
    app_env: Annotated[str, Meta(max_length=100, description="Shown in the footer of the classic page.")] = "N/A"
    build_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    release_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    debug: Annotated[
        bool,
        Meta(description="Whether administrators may restart the server and fetch its state."),
    ] = False
    allowed_origins: Annotated[
        tuple[str, ...], Meta(description="Further origins whose pages may open the live connection.")
    ] = ()
    auth_mode: Annotated[
        Literal["none", "builtin", "cwa"] | None,
        Meta(
            description="Who may come in: all, one user of our own, or those of Calibre-Web. When not set: cwa if"
            " CWA_DB_PATH is set, else builtin if BUILTIN_USERNAME is."
        ),
    ] = None
    cwa_db_path: Annotated[Path | None, Meta(description="The app.db of Calibre-Web, whose users may come in.")] = None
    builtin_username: Annotated[str, Meta(max_length=64, description="Name of the one user of our own.")] = ""
    builtin_password_hash: Annotated[
        Secret, Meta(description="Hash of that user's password, as `alcove books password` makes it.")
    ] = Secret()
    restrict_settings_to_admin: Annotated[
        bool, Meta(description="Whether only administrators of Calibre-Web may change settings.")
    ] = True
    allow_dangerous_settings: Annotated[
        bool, Meta(description="Whether folders, programs and secrets can be set over HTTP, too.")
    ] = False
    session_secret: Annotated[
        Secret, Meta(description="Key under which sign-ins are kept; a new one ends all of them.")
    ] = Secret()
    session_cookie_secure: Annotated[
        Literal["auto", "true", "false"],
        Meta(description="Whether cookies travel over https only; auto: when the request came that way."),
    ] = "auto"
    use_cf_bypass: Annotated[bool, Meta(description="Whether pages that ask for a browser are opened in one.")] = False
    using_external_bypasser: Annotated[
        bool,
        Meta(description="Whether that browser is a FlareSolverr service instead of the Chromium of this machine."),
    ] = False
    ext_bypasser_url: Annotated[Url, Meta(description="Where that service is.")] = "http://flaresolverr:8191"
    ext_bypasser_path: Annotated[str, Meta(pattern=r"^/\S*\Z", description="Its path.")] = "/v1"
    ext_bypasser_timeout: Annotated[
        int, Meta(ge=10_000, le=300_000, description="Milliseconds that it gets for a page.")
    ] = 60_000
