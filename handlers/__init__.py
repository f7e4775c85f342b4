"""One file a feature: an event becomes a reply. ROUTERS are asked in this order, questions last."""

from handlers import help, home, linking, more, my_data, privacy, questions, settings, sign_in, team

ROUTERS = (
    help.router,
    home.router,
    privacy.router,
    settings.router,
    my_data.router,
    more.router,
    team.router,
    sign_in.router,
    linking.router,
    questions.router,
)
