#!/usr/bin/env bash
# Chromium for the tests in a browser, from Debian's packages; nothing is done where one is there.
set -euo pipefail
for name in "${RESEARCH_GRAPH_TEST_CHROMIUM:-chromium}" chromium-browser google-chrome; do
  if command -v "$name" > /dev/null; then exit 0; fi
done
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo -n)
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core
