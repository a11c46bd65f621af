#!/bin/sh
# Measurements on the embedded cluster: npm run bench [-- --json FILE]
. "$(dirname "$0")/prepare.sh"
build
exec node bin/bench/main.js "$@"
