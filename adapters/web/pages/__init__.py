"""The staff pages, one file each, in the order of the menu."""

from adapters.web.pages import events, interactions, people, polls, questions, taskgroups

PAGES = (*questions.PAGES, *polls.PAGES, *people.PAGES, *taskgroups.PAGES, *events.PAGES, *interactions.PAGES)
