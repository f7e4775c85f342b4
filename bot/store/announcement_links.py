"""Links in announcements that are counted: where they lead to and how often they were opened, never by whom."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update

from bot.store.database import Transaction
from bot.store.tables.announcements import AnnouncementLinkRow


def keep(tx: Transaction, announcement: str, links: Mapping[str, str]) -> None:
    """Remember where links lead to, by their marks; those that are known go on counting."""
    for mark, url in links.items():
        if tx.get(AnnouncementLinkRow, (announcement, mark)) is None:
            tx.add(AnnouncementLinkRow(announcement_id=announcement, mark=mark, url=url))
    tx.flush()


def open_one(tx: Transaction, announcement: str, mark: str) -> str | None:
    """Count an opening. Returns where the link leads to; None if there is no such link."""
    counted = (
        update(AnnouncementLinkRow)
        .where(AnnouncementLinkRow.announcement_id == announcement, AnnouncementLinkRow.mark == mark)
        .values(opened=AnnouncementLinkRow.opened + 1)
        .returning(AnnouncementLinkRow.url)
    )
    return tx.scalar(counted)


def opened(tx: Transaction, announcement: str) -> list[tuple[str, int]]:
    """The addresses of an announcement's counted links, and how often each was opened."""
    query = select(AnnouncementLinkRow.url, AnnouncementLinkRow.opened)
    found = tx.execute(
        query.where(AnnouncementLinkRow.announcement_id == announcement).order_by(AnnouncementLinkRow.url)
    )
    return [(row.url, row.opened) for row in found]
