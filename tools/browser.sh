#!/bin/sh
# Chromium for the tests of pages: Debian's, where we may install it. A browser that is there is used.
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name"; then
    exit 0
  fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "Chromium is missing, and only root can install it here (Debian: chromium)." >&2
  exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium
command -v chromium
