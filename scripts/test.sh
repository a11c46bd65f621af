#!/bin/sh
# All tests: sets up what they need, runs unit and end-to-end tests, ends with one line that counts them.
# Arguments go to jest: npm test -- test/domain
. "$(dirname "$0")/prepare.sh"
build
exec node scripts/test.mjs "$@"
