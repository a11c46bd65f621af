#!/bin/sh
# Checks against recorded real inputs that lie outside of the repository: npm run test:corpus -- FOLDER
caller=$PWD
. "$(dirname "$0")/prepare.sh"
build
exec node bin/scripts/corpus/main.js "$caller" "$@"
