# docker build -t parley . && docker run -p 127.0.0.1:8484:8484 -v parley:/data parley
FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends pkg-config libcurl4-openssl-dev libsqlite3-dev libmd4c-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# The packages first: they change more seldom than the sources.
COPY Package.swift Package.resolved* ./
RUN swift package resolve
COPY . .
RUN swift build -c release --product parley --static-swift-stdlib \
    && install -D --strip .build/release/parley /install/bin/parley \
    && mkdir -p /install/share/parley \
    && cp -r Public Templates /install/share/parley/

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        ca-certificates curl libcurl4 libsqlite3-0 libmd4c0 libjs-highlight.js libjs-katex \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 8484 --user-group --no-create-home --shell /usr/sbin/nologin parley \
    && install -d -o parley -g parley -m 0700 /data \
    && install -d /etc/parley
COPY --from=build /install /usr/local
# A parley.yaml is read from here if one is mounted.
WORKDIR /etc/parley
ENV PARLEY_LISTEN=0.0.0.0:8484 PARLEY_DATA=/data SWIFT_BACKTRACE=enable=no
USER parley
VOLUME /data
EXPOSE 8484
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${PARLEY_LISTEN##*:}/healthz"
ENTRYPOINT ["parley"]
CMD ["serve"]
