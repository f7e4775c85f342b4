"""One file a feature: an event becomes a reply. ROUTERS are asked in this order, questions last."""

from handlers import (
    help,
    home,
    linking,
    more,
    my_data,
    poll_desk,
    polls,
    privacy,
    questions,
    reviews,
    secret_voting,
    settings,
    sign_in,
    team,
    tickets,
    voting,
)

ROUTERS = (
    help.router,
    home.router,
    privacy.router,
    settings.router,
    my_data.router,
    more.router,
    team.router,
    tickets.router,
    reviews.router,
    sign_in.router,
    linking.router,
    polls.router,
    poll_desk.router,
    voting.router,
    secret_voting.router,
    questions.router,
)
