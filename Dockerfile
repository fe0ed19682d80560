# syntax=docker/dockerfile:1
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src src
COPY modules modules
COPY migration migration
COPY config config
COPY static static
COPY tests tests
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target \
    cargo build --locked --profile dist --bin kindling && cp target/dist/kindling /kindling

# The classifier of explicit pictures, from its own package.
FROM node:20-slim AS classifier
RUN npm pack --silent nsfwjs@4.4.0

FROM debian:bookworm-slim
# --build-arg EXTRA=ffmpeg adds what takes pictures out of videos.
ARG EXTRA=""
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates $EXTRA && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/kindling --create-home kindling
COPY --from=build /kindling /usr/local/bin/kindling
ENV KINDLING__MEDIA__NSFW_MODEL=/usr/share/kindling/nsfw.bin
RUN --mount=from=classifier,target=/classifier kindling model install /classifier/nsfwjs-4.4.0.tgz
USER kindling
WORKDIR /var/lib/kindling
ENV KINDLING__DATA_DIR=/var/lib/kindling/data
VOLUME /var/lib/kindling
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["kindling", "health"]
ENTRYPOINT ["kindling"]
CMD ["serve"]
