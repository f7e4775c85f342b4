# The bot in one small image. It keeps its data in /data (SQLite) or wherever BOT_DATABASE_URL points.
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.lock requirements-build.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY handlers handlers
COPY schedules schedules
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --create-home bot && mkdir /data && chown bot /data
COPY --from=build /venv /venv
WORKDIR /data
COPY deploy/config.yaml /etc/coalition-bot/config.yaml
ENV PATH=/venv/bin:$PATH BOT_CONFIG=/etc/coalition-bot/config.yaml PYTHONUNBUFFERED=1
USER bot
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/readyz', timeout=3)"]
CMD ["bot", "run"]
