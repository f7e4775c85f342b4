"""Any card there can be, for property tests."""

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
