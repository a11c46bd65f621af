#!/bin/sh
# Measurements, most of them on the embedded cluster: npm run bench [-- [GROUP ...] [--json FILE]]
# Groups: detection, solver, simulated-nodes, real-nodes
. "$(dirname "$0")/prepare.sh"
build
exec node bin/bench/main.js "$@"
