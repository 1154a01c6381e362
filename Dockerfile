FROM swift:6.3-bookworm AS build
WORKDIR /src
COPY scripts/packages.sh scripts/
RUN scripts/packages.sh build
COPY Makefile Package.swift ./
COPY Sources Sources
# SwiftPM wants the folder of every target that Package.swift names.
COPY Tests/FlowtAPITests Tests/FlowtAPITests
# Without symbols: nothing in the image could read them.
RUN make build && install -D --strip .build/release/flowt /out/flowt

FROM debian:bookworm-slim
COPY scripts/packages.sh docker/install-runtime.sh /tmp/
RUN /tmp/install-runtime.sh && rm /tmp/packages.sh /tmp/install-runtime.sh
COPY --from=build /out/flowt /usr/local/bin/flowt
COPY sql /usr/share/flowt/sql
COPY web /usr/share/flowt/web
ENV FLOWT_SQL_DIR=/usr/share/flowt/sql \
    FLOWT_WEB_DIR=/usr/share/flowt/web \
    FLOWT_HOST=0.0.0.0 \
    PORT=8080
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["flowt", "health"]
ENTRYPOINT ["flowt"]
CMD ["serve"]
