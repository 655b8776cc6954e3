"""Without an SMTP server, mail is kept in files for the owner."""

from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.mail import MailSettings
from alcove.foundation.mail.transports import MAX_FILES
from integration.mail.post import HELLO, Post


@pytest.fixture
def post(dsn: str, pool: Pool, tmp_path: Path) -> Post:
    """Give a post without a server."""
    return Post(dsn=dsn, pool=pool, data_dir=tmp_path, settings=MailSettings())


async def test_a_mail_is_a_file_for_the_owner_alone(post: Post) -> None:
    """The file holds the whole mail, nobody else can read it, and a second attempt writes the same file."""
    assert not post.mailer.is_configured
    async with post.worker():
        mail_id = await post.mailer.send(post.pool, HELLO)
        await post.reaches(mail_id, "stored")
    (file,) = (post.data_dir / "outbox").iterdir()
    assert file.name.endswith(f"-{mail_id}.eml")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.read_text().endswith("\n\nHello Ann\n")


async def test_the_outbox_has_a_bound(post: Post) -> None:
    """The oldest files give way to new ones; what is no mail stays."""
    outbox = post.data_dir / "outbox"
    outbox.mkdir()
    for number in range(MAX_FILES):
        (outbox / f"20200101T000000{number:06}Z-x.eml").write_text("old")
    (outbox / "notes.txt").write_text("mine")
    async with post.worker():
        await post.reaches(await post.mailer.send(post.pool, HELLO), "stored")
    names = sorted(file.name for file in outbox.glob("*.eml"))
    assert len(names) == MAX_FILES
    assert names[0] == "20200101T000000000001Z-x.eml"
    assert (outbox / "notes.txt").exists()


async def test_a_folder_that_cannot_be_written_is_tried_again(post: Post) -> None:
    """A file where the outbox should be is named as the reason; once it is gone, the mail is written."""
    (post.data_dir / "outbox").write_text("in the way")
    async with post.worker():
        mail_id = await post.mailer.send(post.pool, HELLO)
        assert "outbox cannot be written" in await post.failed(mail_id)
        (post.data_dir / "outbox").unlink()
        await post.reaches(mail_id, "stored")
