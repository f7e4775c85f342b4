"""The staff pages, one file each, in the order of the menu."""

from adapters.web.pages import (
    announcements,
    audiences,
    champions,
    checkins,
    desk,
    discussions,
    events,
    interactions,
    introductions,
    people,
    polls,
    questions,
    run_book,
    sources,
    taskgroups,
)

PAGES = (
    *desk.PAGES,
    *questions.PAGES,
    *announcements.PAGES,
    *audiences.PAGES,
    *polls.PAGES,
    *checkins.PAGES,
    *introductions.PAGES,
    *champions.PAGES,
    *discussions.PAGES,
    *people.PAGES,
    *taskgroups.PAGES,
    *events.PAGES,
    *interactions.PAGES,
    *sources.PAGES,
    *run_book.PAGES,
)
