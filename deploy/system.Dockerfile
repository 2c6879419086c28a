# What the suite needs of an operating system: Node, SIPp, and what looks into captures, in the versions of Debian 12 that
# the scenarios were proved with. Where no registry is in reach, setup/suite-image.mjs makes the same of this machine's own.
FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends 'sip-tester=1:3.6.1-1+b*' 'tshark=4.0.*' 'iproute2=6.1.*' \
  && rm -rf /var/lib/apt/lists/*
