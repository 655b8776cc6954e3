"""Images that are changed when they are read: sizes, formats, rights, limits, and what is kept of them."""

import io
import math
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from integration.study.storage.site import ANON, OTHER, OWNER, SERVICE, StorageSite, serve_storage


def make_image(width: int = 400, height: int = 200, *, kind: str = "PNG", mode: str = "RGB", **save: Any) -> bytes:
    """Return an image whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **save)
    return file.getvalue()


@pytest.fixture(scope="module")
def bucket(site: StorageSite) -> str:
    """Return a public bucket with a picture of 400 by 200."""
    name = site.add_bucket(public=True)
    site.upload(name, "a.png", content=make_image(), content_type="image/png", cache_control="max-age=60")
    return name


def render(site: StorageSite, bucket: str, name: str, *, query: str = "", **headers: str) -> Any:
    """Return the response with a changed image of a public bucket."""
    return site.http.get(f"/render/image/public/{bucket}/{name}?{query}", headers={"accept": "image/png", **headers})


def open_image(response: Any) -> Any:
    """Return the image in a response."""
    assert response.status_code == 200, response.text
    return Image.open(io.BytesIO(response.content))


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", (400, 200)),
        ("width=100", (100, 50)),
        ("height=100", (200, 100)),
        ("width=100&height=100", (100, 100)),
        ("width=100&height=100&resize=cover", (100, 100)),
        ("width=100&height=100&resize=contain", (100, 50)),
        ("width=100&height=30&resize=fill", (100, 30)),
        ("width=2500&height=1", (2500, 1)),
    ],
)
def test_sizes(site: StorageSite, bucket: str, *, query: str, size: tuple[int, int]) -> None:
    """Two sizes are met by cropping, fitting or stretching, one by the proportions."""
    assert open_image(render(site, bucket, "a.png", query=query)).size == size


def test_cover_keeps_the_middle_and_fill_keeps_all(site: StorageSite, bucket: str) -> None:
    """What is cropped is as much on both sides."""
    for resize in ("cover", "fill"):
        image = open_image(render(site, bucket, "a.png", query=f"width=100&height=100&resize={resize}")).convert("RGB")
        assert image.getpixel((5, 50)) == (255, 0, 0)
        assert image.getpixel((95, 50)) == (0, 0, 255)


@pytest.mark.parametrize(
    ("query", "accept", "kind"),
    [
        ("width=10", "image/webp,*/*", "WEBP"),
        ("width=10", "image/png,*/*", "PNG"),
        ("width=10&format=origin", "image/webp", "PNG"),
        ("width=10&format=avif", "*/*", "AVIF"),
        ("width=10&format=webp", "*/*", "WEBP"),
    ],
)
def test_formats(site: StorageSite, bucket: str, *, query: str, accept: str, kind: str) -> None:
    """WebP for clients that can show it, unless the request says otherwise."""
    response = render(site, bucket, "a.png", query=query, accept=accept)
    assert open_image(response).format == kind
    assert response.headers["content-type"] == f"image/{kind.lower()}"
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("GIF", "P"),
     ("BMP", "RGB"), ("TIFF", "RGB"), ("WEBP", "RGBA"), ("AVIF", "RGB"), ("ICO", "RGBA")],
)  # fmt: skip
def test_kinds_of_originals(site: StorageSite, bucket: str, *, kind: str, mode: str) -> None:
    """Every kind can be shown as itself or as PNG, and as WebP."""
    name = f"{kind}-{mode.replace(';', '')}"
    picture = Image.new("L", (40, 40)).convert("I;16") if mode == "I;16" else None
    file = io.BytesIO()
    if picture is not None:
        picture.save(file, kind)
    content = file.getvalue() or make_image(40, 40, kind=kind, mode=mode)
    site.upload(bucket, name, content=content, content_type=f"image/{kind.lower()}").raise_for_status()
    for accept in ("image/webp", "image/png"):
        assert open_image(render(site, bucket, name, query="width=20", accept=accept)).size == (20, 20)


def test_the_turn_of_the_camera_is_applied(site: StorageSite, bucket: str) -> None:
    """The copy has no metadata, so its pixels are turned."""
    exif = Image.Exif()
    exif[0x0112] = 6
    content = make_image(kind="JPEG", exif=exif)
    site.upload(bucket, "turned.jpg", content=content, content_type="image/jpeg")
    image = open_image(render(site, bucket, "turned.jpg", query="width=100"))
    assert image.size == (100, 200)
    assert not image.getexif()


def test_animations_become_their_first_picture(site: StorageSite, bucket: str) -> None:
    """One picture of many is sent, and an SVG as it is."""
    file, pictures = io.BytesIO(), [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    pictures[0].save(file, "GIF", save_all=True, append_images=pictures[1:])
    site.upload(bucket, "moving.gif", content=file.getvalue(), content_type="image/gif")
    assert getattr(open_image(render(site, bucket, "moving.gif", query="width=10")), "n_frames", 1) == 1
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    site.upload(bucket, "a.svg", content=svg, content_type="image/svg+xml")
    response = render(site, bucket, "a.svg", query="width=10")
    assert (response.content, response.headers["content-type"]) == (svg, "image/svg+xml")
    assert "sandbox" in response.headers["content-security-policy"]


def test_caching(site: StorageSite, bucket: str) -> None:
    """A copy is made once, has the object's caching and a tag of its own, and a new version makes a new one."""
    first = render(site, bucket, "a.png", query="width=33")
    files = set((site.folder / "images").iterdir())
    assert first.headers["cache-control"] == "max-age=60"
    again = render(site, bucket, "a.png", query="width=33", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert set((site.folder / "images").iterdir()) == files
    assert render(site, bucket, "a.png", query="width=34").headers["etag"] != first.headers["etag"]
    site.upload(bucket, "b.png", content=make_image(), content_type="image/png")
    before = render(site, bucket, "b.png", query="width=50").headers["etag"]
    site.upload(bucket, "b.png", content=make_image(100, 100), content_type="image/png", x_upsert="true")
    after = render(site, bucket, "b.png", query="width=50")
    assert after.headers["etag"] != before
    assert open_image(after).size == (50, 50)


REFUSALS = [
    "width=2501", "width=-1", "width=x", "height=2501", "quality=19", "quality=101", "resize=none", "format=png",
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSALS)
def test_wrong_options_are_refused(site: StorageSite, bucket: str, query: str) -> None:
    """The parameter is named."""
    response = render(site, bucket, "a.png", query=query)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")
    assert f"querystring/{query.partition('=')[0]} must be " in response.json()["message"]


def test_hostile_images_are_refused(site: StorageSite, bucket: str) -> None:
    """What is no image, a damaged one, one with too many pixels, and one with too many bytes."""
    contents = {
        "text": (b"no image", 422),
        "cut": (make_image(kind="JPEG")[:300], 422),
        "bomb": (make_bomb(), 400),
        "large": (make_image() + bytes(25 * 1024 * 1024), 400),
    }
    for name, (content, status) in contents.items():
        site.upload(bucket, name, content=content, content_type="image/png").raise_for_status()
        response = render(site, bucket, name, query="width=10")
        assert response.status_code == status, name
        assert response.json()["statusCode"] == ("422" if status == 422 else "413")
    assert not [path for path in (site.folder / "images").iterdir() if path.suffix == ".new"]


def make_bomb() -> bytes:
    """Return a small file with more than 50 million pixels."""
    file, side = io.BytesIO(), math.isqrt(50_000_000) + 10
    Image.new("1", (side, side)).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def own(site: StorageSite) -> tuple[str, str]:
    """Return a private bucket and a picture in it of the owner."""
    bucket, name = site.add_bucket(prefix="own"), site.own_name()
    site.upload(bucket, name, content=make_image(), content_type="image/png").raise_for_status()
    return bucket, name


def test_rights(site: StorageSite, own: tuple[str, str]) -> None:
    """Whoever may not see the object may not see a copy of it, also when there is one already."""
    bucket, name = own
    address = f"/render/image/authenticated/{bucket}/{name}?width=10"
    for caller, status in ((OWNER, 200), (SERVICE, 200), (OTHER, 400), (ANON, 400)):
        assert site.http.get(address, headers=site.headers(caller)).status_code == status
    response = render(site, bucket, name, query="width=10")
    assert (response.status_code, response.json()["error"]) == (400, "Bucket not found")


def test_signed_addresses_are_bound_to_their_size(site: StorageSite, own: tuple[str, str]) -> None:
    """The token says how the image is changed; parameters of the address do not count."""
    bucket, name = own
    body = {"expiresIn": 60, "transform": {"width": 40, "height": 40, "resize": "contain"}}
    signed = site.http.post(f"/object/sign/{bucket}/{name}", json=body, headers=site.headers(OWNER)).json()["signedURL"]
    assert signed.startswith("/render/image/sign/")
    assert open_image(site.http.get(f"{signed}&width=400")).size == (40, 20)
    original = signed.replace("/render/image/sign/", "/object/sign/")
    assert site.http.get(original).json()["error"] == "InvalidSignature"
    plain = site.http.post(f"/object/sign/{bucket}/{name}", json={"expiresIn": 60}, headers=site.headers(OWNER)).json()
    address = plain["signedURL"].replace("/object/sign/", "/render/image/sign/")
    assert site.http.get(f"{address}&width=10").json()["error"] == "InvalidSignature"


def test_a_server_may_transform_none(dsn: str, tmp_path: Path) -> None:
    """The answer says what is missing; the object itself is there."""
    with serve_storage(dsn, tmp_path, STUDY_STORAGE_IMAGES="false") as plain:
        name = plain.add_bucket(public=True)
        plain.upload(name, "a.png", content=make_image(), content_type="image/png")
        response = render(plain, name, "a.png", query="width=10")
        message = "Image transformations are not enabled: the server needs the packages of its extra `images`"
        assert (response.status_code, response.json()["error"]) == (403, "FeatureNotEnabled")
        assert response.json()["message"] == message
        assert plain.http.get(f"/object/public/{name}/a.png").status_code == 200


def test_few_copies_are_kept(dsn: str, tmp_path: Path) -> None:
    """Beyond the bound, those that were not read for longest go."""
    with serve_storage(dsn, tmp_path, STUDY_STORAGE_IMAGE_CACHE="600") as small:
        name = small.add_bucket(public=True)
        small.upload(name, "a.png", content=make_image(), content_type="image/png")
        for width in range(30, 60, 3):
            assert open_image(render(small, name, "a.png", query=f"width={width}")).width == width
            total = sum(path.stat().st_size for path in (small.folder / "images").iterdir())
            assert 0 < total <= 600
        assert open_image(render(small, name, "a.png", query="width=30")).width == 30
