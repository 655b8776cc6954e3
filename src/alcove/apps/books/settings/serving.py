"""Settings of the listener, the pages, sign-in and the challenge solver."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.apps.books.settings.downloads import DownloadSettings
from alcove.apps.books.settings.search import Url


class ServingSettings(DownloadSettings, frozen=True, kw_only=True):
    """The app's own port, the hosted pages, and the challenge solver."""

    flask_host: Annotated[str, Meta(description="Address of the app's own port.")] = "127.0.0.1"
    flask_port: Annotated[
        int, Meta(ge=0, le=65535, description="The app's own port, besides the server's; 0 for none.")
    ] = 0
    ui: Annotated[
        Literal["modern", "classic"], Meta(description="The page at / on that port, when both pages are configured.")
    ] = "modern"
    ui1_dir: Annotated[Path | None, Meta(description="Folder of the classic page: templates/, static/, data/.")] = None
    ui2_dist: Annotated[Path | None, Meta(description="Folder of the built newer page.")] = None
    calibre_web_url: Annotated[Url, Meta(description="Address of your library; the pages link to it.")] = ""
    auto_open_downloads_sidebar: Annotated[
        bool, Meta(description="Open the queue of the newer page when a book is queued.")
    ] = False
    download_to_browser: Annotated[
        bool, Meta(description="Save each finished file in the browser, too (newer page).")
    ] = False
    app_env: Annotated[str, Meta(max_length=100, description="Shown in the footer of the classic page.")] = "N/A"
    build_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    release_version: Annotated[str, Meta(max_length=100, description="Shown in the footers.")] = "N/A"
    debug: Annotated[
        bool,
        Meta(description="Allow administrators to restart the server and to download its state."),
    ] = False
    allowed_origins: Annotated[
        tuple[str, ...], Meta(description="Further origins whose pages may open the Socket.IO connection.")
    ] = ()
    allow_dangerous_settings: Annotated[
        bool, Meta(description="Allow folders, programs and secrets to be set over HTTP.")
    ] = False
    use_cf_bypass: Annotated[bool, Meta(description="Open pages with a browser challenge in a browser.")] = False
    using_external_bypasser: Annotated[
        bool,
        Meta(description="Use a FlareSolverr service as the browser instead of this machine's Chromium."),
    ] = False
    ext_bypasser_url: Annotated[Url, Meta(description="Address of the FlareSolverr service.")] = (
        "http://flaresolverr:8191"
    )
    ext_bypasser_path: Annotated[str, Meta(pattern=r"^/\S*\Z", description="Path of the FlareSolverr service.")] = "/v1"
    ext_bypasser_timeout: Annotated[
        int, Meta(ge=10_000, le=300_000, description="Milliseconds that the service may take for a page.")
    ] = 60_000
