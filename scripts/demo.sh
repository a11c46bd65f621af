#!/bin/sh
# The whole story on the embedded cluster. --keep leaves the cluster up.
. "$(dirname "$0")/prepare.sh"
build
exec node bin/demo/main.js "$@"
