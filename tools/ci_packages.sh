#!/usr/bin/env bash
# What tests take from the machine, from Debian's packages: Chromium, and a Redis server. What is there is left alone.
set -euo pipefail
missing=()
has() { for name; do if command -v "$name" > /dev/null; then return 0; fi; done; return 1; }
has "${RESEARCH_GRAPH_TEST_CHROMIUM:-chromium}" chromium-browser google-chrome || missing+=(chromium fonts-dejavu-core)
has redis-server || missing+=(redis-server)
[ ${#missing[@]} -gt 0 ] || exit 0
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
