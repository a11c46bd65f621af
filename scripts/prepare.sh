# Sourced by the other scripts: npm packages are there and as locked, and Node is the one that the project brings.
set -eu
cd "$(dirname "$0")/.."

installed=node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  # To standard error: what the command itself prints may be read by a machine.
  echo "Installing npm packages (half a minute the first time) ..." >&2
  npm ci --no-audit --no-fund --loglevel=error >&2
  touch "$installed"
fi
PATH="$PWD/node_modules/.bin:$PATH"
export PATH

# Compiles when a source is newer than what was compiled last; asking takes a moment, compiling takes seconds.
build() {
  newer=$(find . -name node_modules -prune -o -name .lab -prune -o -name .state -prune -o -name bin -prune \
    -o -name '*.ts' -newer bin/.tsbuildinfo -print 2>/dev/null | head -n 1)
  if [ ! -e bin/.tsbuildinfo ] || [ -n "$newer" ]; then
    tsc -p tsconfig.build.json
    touch bin/.tsbuildinfo
  fi
}
