"""Without an SMTP server, mail is written to files."""

from pathlib import Path

import pytest

from alcove.foundation.database import Pool
from alcove.foundation.mail import MailSettings
from alcove.foundation.mail.transports import MAX_FILES
from integration.mail.mail_system import HELLO, MailSystem


@pytest.fixture
def mail_system(dsn: str, pool: Pool, tmp_path: Path) -> MailSystem:
    """Return a mail system without a server."""
    return MailSystem(dsn=dsn, pool=pool, data_dir=tmp_path, settings=MailSettings())


async def test_a_mail_is_a_private_file(mail_system: MailSystem) -> None:
    """The file has the complete mail, is private, and a second attempt writes the same file."""
    assert not mail_system.mailer.is_configured
    async with mail_system.worker():
        mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
        await mail_system.wait_for_state(mail_id, "stored")
    (file,) = (mail_system.data_dir / "outbox").iterdir()
    assert file.name.endswith(f"-{mail_id}.eml")
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.read_text().endswith("\n\nHello Ann\n")


async def test_the_outbox_is_bounded(mail_system: MailSystem) -> None:
    """The oldest files are deleted; other files stay."""
    outbox = mail_system.data_dir / "outbox"
    outbox.mkdir()
    for number in range(MAX_FILES):
        (outbox / f"20200101T000000{number:06}Z-x.eml").write_text("old")
    (outbox / "notes.txt").write_text("mine")
    async with mail_system.worker():
        await mail_system.wait_for_state(await mail_system.mailer.send(mail_system.pool, HELLO), "stored")
    names = sorted(file.name for file in outbox.glob("*.eml"))
    assert len(names) == MAX_FILES
    assert names[0] == "20200101T000000000001Z-x.eml"
    assert (outbox / "notes.txt").exists()


async def test_an_unwritable_folder_is_retried(mail_system: MailSystem) -> None:
    """A file in place of the outbox is reported; once it is gone, the mail is written."""
    (mail_system.data_dir / "outbox").write_text("in the way")
    async with mail_system.worker():
        mail_id = await mail_system.mailer.send(mail_system.pool, HELLO)
        assert "outbox cannot be written" in await mail_system.wait_for_error(mail_id)
        (mail_system.data_dir / "outbox").unlink()
        await mail_system.wait_for_state(mail_id, "stored")
