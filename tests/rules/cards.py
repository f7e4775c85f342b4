"""One card with every block, and any card there can be, for the tests of every door."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.cards import (
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Divider,
    Facts,
    Form,
    Image,
    Input,
    Item,
    Link,
    Listing,
    Option,
    Text,
)
from bot.events import Action

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="|")
words = st.text(LETTERS, min_size=1, max_size=40)
paragraphs = st.one_of(words, st.lists(words, min_size=1, max_size=40).map(" ".join), st.text(LETTERS, max_size=400))
actions = st.builds(Action, st.sampled_from(["ask", "helpful", "more"]), st.tuples(st.sampled_from(["a", "b"])))
options = st.lists(st.builds(Option, words, words), min_size=1, max_size=30).map(tuple)
inputs = st.builds(
    Input, st.sampled_from(["name", "day"]), words, st.sampled_from(["text", "choice", "yes_no"]), options, hint=words
)
blocks = st.one_of(
    st.builds(Text, paragraphs, st.sampled_from(["plain", "heading", "quote"])),
    st.builds(Facts, st.lists(st.tuples(words, paragraphs), min_size=1, max_size=12).map(tuple)),
    st.builds(Listing, st.lists(st.builds(Item, words, paragraphs, words), min_size=1, max_size=12).map(tuple)),
    st.builds(Buttons, st.lists(st.builds(Button, words, actions), min_size=1, max_size=12).map(tuple)),
    st.builds(Choice, words, actions, options),
    st.builds(Form, words, actions, st.lists(inputs, min_size=1, max_size=4).map(tuple), words),
    st.builds(Chart, words, st.lists(st.tuples(words, st.integers(0, 10**6)), min_size=1, max_size=8).map(tuple)),
    st.builds(Image, words, words),
    st.builds(Link, words, words),
    st.builds(Context, paragraphs),
    st.just(Divider()),
)
cards = st.builds(Card, words, st.lists(blocks, min_size=1, max_size=12).map(tuple))

NASTY = (
    "<!channel> <@U1> <#C1|x> <at>everyone</at> *a* _b_ `c` & [click](https://evil.example) "
    "<https://evil.example|click> {{DATE(2026-01-01,SHORT)}} \\ # x @here"
)
"""What some platform would take for markup."""
FORM = Form(
    "Sign up for the spring gathering",
    Action("sign_up", ("7",)),
    (
        Input("name", "Name", value="Ann", hint="As on your badge"),
        Input("why", "Why", "long_text", required=False, error="Please say why."),
        Input("seats", "Seats", "number", value="2"),
        Input("day", "Day", "date", value="2026-03-04"),
        Input("hour", "Hour", "time", value="09:30"),
        Input("mail", "E-mail", "email"),
        Input("meal", "Meal", "choice", (Option("Soup", "s"), Option("Bread", "b")), value="b"),
        Input("talks", "Talks", "choices", (Option("One", "1"), Option("Two", "2")), value="1,2"),
        Input("photo", "May we take photos?", "yes_no", value="yes"),
    ),
    "Send",
)
TALKS = (Option("Care", "c,1"), Option("Homes", "100%"))


def every_block(picture: str = "https://example.org/hall.png") -> Card:
    """A card with every block."""
    buttons = (
        Button("Helpful", Action("helpful", ("yes",)), "primary"),
        Button("Not helpful", Action("helpful", ("no",)), "danger"),
        Button("Answer", Action("answer_question", ("3",))),
    )
    return Card(
        "The spring gathering is on 4 March.",
        (
            Text("Spring gathering", "heading"),
            Text("Open to all partners.\nBring a friend: " + NASTY),
            Text("Everyone\nis welcome.", "quote"),
            Facts((("When", "4 March 2026"), ("Lead", "Farah <Wintergreen> & co."))),
            Listing(
                (
                    Item("Agenda", "One page", "https://example.org/agenda (1)?a=1&b=2|x"),
                    Item("Map"),
                    Item("Script", url="javascript:alert(1)"),
                )
            ),
            Choice("Which talk?", Action("talk"), TALKS, chosen=("100%",)),
            Choice("Which talks?", Action("talks"), TALKS, many=True, chosen=("c,1", "100%")),
            Chart("Places taken", (("Bristol", 30), ("Leeds", 7.5), ("York", 0)), "people"),
            Image(picture, "The hall, seen from the river"),
            Divider(),
            Buttons(buttons),
            FORM,
            Context(
                "Source: Events of the coalition, checked on 1 March 2026",
                (("Events of the coalition, checked on 1 March 2026", "https://example.org/events"),),
            ),
            Link("Open the source", "https://example.org/events"),
            Link("Not a link", "javascript:alert(2)"),
        ),
    )
