#!/bin/sh
# The init of a real node: gives it a root of its own and runs its daemon. Started in new namespaces for mounts,
# processes and the host name, so whatever is done here ends with it, and killing it kills everything on the node.
#
# usage: enter-node.sh NAME NODE_ROOT MOUNT_POINT NODEJS SHARED_DIR... -- DAEMON [ARGUMENT...]
# What is below NODE_ROOT is the node's own: /etc, /var, /root, /tmp and /usr/local/{bin,sbin}. Programs come from
# this machine. SHARED_DIRs are seen at the same path as outside.
set -eu
name=$1 own=$2 new=$3 nodejs=$4
shift 4

mount --make-rprivate /
mount -t tmpfs -o mode=755 lab-node "$new"
cd "$new"
mkdir usr etc var root tmp proc sys dev run old
for folder in bin sbin lib lib32 lib64 libx32; do
  if [ -L "/$folder" ]; then cp -P "/$folder" .
  elif [ -d "/$folder" ]; then mkdir "$folder" && mount --rbind "/$folder" "$folder"
  fi
done
mount --rbind /usr usr
for folder in usr/local/bin usr/local/sbin etc var root tmp; do mount --bind "$own/$folder" "$folder"; done
mount --rbind /sys sys
mount --rbind /dev dev
mount -t proc proc proc
mount -t tmpfs -o mode=755 run run
mkdir run/lab && : > run/lab/node && mount --bind "$nodejs" run/lab/node
while [ "$1" != -- ]; do
  mkdir -p ".$1"
  mount --rbind "$1" ".$1"
  shift
done
shift
pivot_root . old
cd /
umount -l /old
rmdir /old
# Containers need mounts that reach them from the node, as on a host that systemd booted.
mount --make-rshared /

hostname "$name"
echo 1 > /proc/sys/net/ipv4/ip_forward

/run/lab/node "$@" &
daemon=$!
trap 'kill -TERM "$daemon"' TERM INT
# The shell also takes up, as any init does, the processes that lost their parent.
while kill -0 "$daemon" 2> /dev/null; do wait "$daemon" || true; done
