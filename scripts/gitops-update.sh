#!/bin/sh
# The command from a checkout: npm run --silent gitops-update -- preview
. "$(dirname "$0")/prepare.sh"
build
exec node bin/cli/main.js "$@"
