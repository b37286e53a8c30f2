# the Node that package.json brings to developers and to CI
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
FROM ${NODE_IMAGE}

# in the version that Debian's security team has it: a pinned one is gone with the next fix
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends git openssh-client \
 && rm -rf /var/lib/apt/lists/*

COPY LICENSE README.md pipe.yml /
COPY dist/tagship-pipe.mjs /opt/tagship/

# CONTROL_NODE: local would be the inside of the container
ENV TAGSHIP_IMAGE=true

# as in official pipes the user is root: the clone and the storage folders belong to root
ENTRYPOINT ["node", "/opt/tagship/tagship-pipe.mjs"]
