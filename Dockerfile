# The loop as an image: Debian slim with Node, git and kustomize, one folder of ours, no build tools, nobody's account.
# Which bytes the names stand for is pinned by the release: it looks the digests up, passes them in, and attests the result
# (.github/workflows/release.yml). All names are of Docker's own library.
ARG BUILD_IMAGE=docker.io/library/node:24-bookworm
ARG GO_IMAGE=docker.io/library/golang:1.25-bookworm
ARG RUN_IMAGE=docker.io/library/node:24-bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts"]
COPY . .
RUN ["npm", "run", "build"]

# For sources with `kustomize: true`. What the version stands for is in Go's checksum database.
FROM ${GO_IMAGE} AS kustomize
ENV CGO_ENABLED=0
RUN ["go", "install", "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1"]

FROM ${RUN_IMAGE}
# git fetches, and signs nothing; ssh where the source is SSH; certificates for the forge.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
 && rm -rf /var/lib/apt/lists/* /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn*
WORKDIR /app
COPY --from=kustomize /go/bin/kustomize /usr/local/bin/
COPY --from=build /build/package.json /build/LICENSE ./
COPY --from=build /build/bin ./bin
COPY --from=build /build/dist ./dist
COPY --from=build /build/examples ./examples
ENV NODE_ENV=production HOME=/tmp RAMEN_SYNC_DATA=/data
# No name: what a Pod's runAsNonRoot can check.
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/node", "/app/bin/ramen-sync.js"]
CMD ["--help"]
