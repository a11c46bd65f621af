#!/bin/sh
# The command from a checkout: npm run --silent gitops-update -- preview
. "$(dirname "$0")/prepare.sh"
build
# A plan makes much that is soon forgotten. With room for 16 MB of it from the start Node sweeps 20 times and not 280,
# and saves a seventh of the processor's time; the command stays at 200 MB, without a limit it takes 290.
exec node --min-semi-space-size=16 --max-semi-space-size=16 bin/cli/main.js "$@"
