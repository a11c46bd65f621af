# Sets $node to a Node that the Pulumi SDK runs on (22 or newer): the one on the PATH, or the one that is a
# dependency of this project. Sourced by the launchers beside it, which set $root.
node=node
major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
if [ "$major" -lt 22 ]; then
  node=$root/node_modules/.bin/node
fi
