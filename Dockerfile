# One image for the services, the outsiders and the migration. What it runs is a module: `docker run choreo order_service`.

FROM python:3.12-slim AS dependencies
RUN python -m venv --without-pip /venv
COPY requirements.txt /
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /venv/bin/python install --disable-pip-version-check --root-user-action ignore \
        --require-hashes --only-binary :all: -r /requirements.txt

FROM python:3.12-slim AS sources
WORKDIR /app
COPY . .
RUN rm requirements.txt && python -m compileall -q .

FROM python:3.12-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /app choreo \
    && install -d -o choreo -g choreo /ledgers
COPY --from=dependencies /venv /venv
COPY --from=sources /app /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CHOREO_HOST=0.0.0.0 \
    CHOREO_LEDGER=/ledgers/{service}.sqlite3
WORKDIR /app
USER choreo
ENTRYPOINT ["python", "-m"]
