"""One definition of an address that people may be led to, whatever somebody wrote."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import mrkdwn
from adapters.teams import markdown
from adapters.web.render import card_html, environment
from bot.cards import Card, Link
from bot.links import safe_link, web_link

HOSTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]{2,6}){0,2}(:[1-9][0-9]{0,3})?", fullmatch=True)
PATHS = st.text(max_size=40).map(lambda text: "/" + quote(text, safe="/?#=&"))
WEB = st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "HTTP", "hTTps"]), HOSTS, PATHS)
SCHEMES = ["http:", "https:", "HTTP://", "https://", "mailto:", "javascript:", "data:", "//", "file:///", "vbscript:"]
NASTY = st.lists(
    st.sampled_from([*SCHEMES, *"<>\"'|\\ \t\n\r\0\u202e\u3000@:/?#[].-", "example.org", "a"]) | st.text(max_size=5),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c",
        "https://example.org/Shared Documents/plan.docx",
        "HTTP://EXAMPLE.ORG",
        " http://example.org",
        "http://localhost:8080/",
        "https://[2001:db8::1]:443/",
        "https://bücher.example/",
        "https://example.org./",
    ],
)
def test_links_can_be_followed(url: str) -> None:
    assert safe_link(url) == web_link(url) == url.strip()


@pytest.mark.parametrize("url", ["mailto:hub@example.org", "MailTo:hub@example.org?subject=Ask"])
def test_addresses_of_mailboxes_are_links_and_no_pictures(url: str) -> None:
    assert safe_link(url) == url
    assert web_link(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "map.png",
        "/staff/sign-out",
        "//evil.example",
        "javascript:alert(1)",
        " JaVaScRiPt:x",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "HTTP:x",
        "http://",
        "http://[",
        "http://<x",
        "https://a b/",
        "https://bank.example@evil.example/",
        "https:\\\\evil.example",
        "https://good.example\\@evil.example",
        "https://example.org/\nx",
        "https://example.org:port/",
        "mailto:",
        "mailto:?subject=hub@example.org",
    ],
)
def test_harmful_links_cannot(url: str | None) -> None:
    assert safe_link(url) == ""
    assert web_link(url) == ""


@given(WEB)
def test_every_ordinary_address_is_one(url: str) -> None:
    assert web_link(url) == safe_link(url) == url


@given(NASTY)
def test_whatever_passes_goes_to_a_host_or_a_mailbox(url: str) -> None:
    passed = safe_link(url)
    assert passed in ("", url.strip())
    assert web_link(url) in ("", passed)
    if passed:
        parts = urlsplit(passed)
        assert parts.scheme in ("http", "https", "mailto")
        assert parts.hostname if parts.scheme != "mailto" else "@" in parts.path
        assert parts.username is None
        assert safe_link(passed) == passed
        assert not any(ord(letter) < 32 for letter in passed)


TEMPLATES = environment()


@given(NASTY)
def test_the_doors_agree(url: str) -> None:
    """What one shows as a link all show as one, and none lets it out of where it stands."""
    is_link = bool(safe_link(url))
    shown = BeautifulSoup(card_html(TEMPLATES, Card("s", (Link("label", url),)), {}), "html.parser").find_all(True)
    assert [tag.name for tag in shown] == (["p", "a"] if is_link else ["p"])
    slack = mrkdwn.link("label", url)
    assert slack.startswith("<") is slack.endswith("|label>") is is_link
    assert slack.count("<") == slack.count(">") == is_link
    teams = markdown.link("label", url)
    assert teams.startswith("[label](") is is_link
    assert not is_link or not set(teams[8:-1]) & set(' <>()[]"\n')
