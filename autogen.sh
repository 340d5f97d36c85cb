#!/bin/sh
# Makes ./configure from configure.ac: needed once in a checkout, not in a released archive.
set -e
cd "$(dirname "$0")"
autopoint --force
autoreconf --install --force
