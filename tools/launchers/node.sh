# Sets $node to a Node that the Pulumi SDK runs on (22 or newer): the one on the PATH, or the one that is a
# dependency of this project. The command names the one it runs on itself. Sourced by the launchers beside it, which set $root.
node=${GITOPS_UPDATES_NODE:-node}
if [ -z "${GITOPS_UPDATES_NODE:-}" ]; then
  major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
  [ "$major" -ge 22 ] || node=$root/node_modules/.bin/node
fi

# Ends with an error while the compiled file is missing that a launcher needs.
compiled() {
  if [ ! -f "$root/bin/$1" ]; then
    echo "$(basename -- "$0"): compile this project first: npm run build" >&2
    exit 1
  fi
}
