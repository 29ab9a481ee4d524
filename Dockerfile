# The command line and the service: the explorer and a virtual environment made apart, run by a user without rights.

FROM node:24.19.0-bookworm AS explorer
WORKDIR /source
COPY tools/explorer.py tools/
COPY graphql/schema.graphql graphql/
COPY service/pages/assets/icon.svg service/pages/assets/
COPY explorer explorer
RUN python3 tools/explorer.py

FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements.lock ./
# Each file is checked against the lock here; the environment below takes from this folder and from nowhere else,
# and only what the package itself needs, with what its settings may ask for.
RUN pip download --no-cache-dir --require-hashes --no-deps --dest /wheels --requirement requirements.lock
COPY . .
COPY --from=explorer /source/service/static/explorer service/static/explorer
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels . \
    && python -m venv /opt/research-graph \
    && /opt/research-graph/bin/pip install --no-cache-dir --no-index --find-links /wheels 'research-graph[redis,telemetry]'

FROM python:3.11-slim
RUN groupadd --gid 10001 research-graph \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /workspace research-graph \
    && install --directory --owner 10001 --group 10001 /workspace
COPY --from=build /opt/research-graph /opt/research-graph
ENV PATH="/opt/research-graph/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    RESEARCH_GRAPH_WORKSPACE=/workspace
USER 10001:10001
WORKDIR /workspace
VOLUME /workspace
EXPOSE 8000
ENTRYPOINT ["research-graph"]
CMD ["--help"]
