#!/bin/sh
# Lets folders of a real node lie on a disk of their own that is full, and takes it away again without loss.
# Runs in the node's mount namespace.
#
# usage: full-disk.sh fill FREE_KIB FOLDER...
#        full-disk.sh free FOLDER...
# The disk is a file system in memory with a copy of the folder, so writing to it and `df` say what they say of a full
# disk. What running containers have open stays where it is: the subfolders "agent" and "storage" of k3s's data.
set -eu
keep=/run/lab/full-disk

stays() { case $1 in agent | storage) return 0 ;; *) return 1 ;; esac }

fill() {
  folder=$1 under=$keep/under$1 disk=$keep/disk$1
  if [ -d "$under" ]; then echo "$folder lies on a full disk already" >&2; exit 3; fi
  mkdir -p "$under" "$disk"
  # Private, or what is mounted over the folder would cover these, too.
  mount --bind "$folder" "$under" && mount --make-private "$under"
  used=$(du -sk --exclude="$under/agent" --exclude="$under/storage" "$under" | cut -f1)
  mount -t tmpfs -o "mode=755,size=$((used + used / 4 + 4096))k" lab-full-disk "$disk"
  mount --make-private "$disk"
  for entry in $(ls -A "$under"); do
    if stays "$entry"; then mkdir "$disk/$entry"; else cp -a "$under/$entry" "$disk/"; fi
  done
  used=$(df -Pk "$disk" | awk 'NR == 2 {print $3}')
  mount -o "remount,size=$((used + free))k" "$disk"
  mount --bind "$disk" "$folder"
  for entry in $(ls -A "$under"); do
    if stays "$entry"; then mount --rbind "$under/$entry" "$folder/$entry"; fi
  done
}

free_again() {
  folder=$1 under=$keep/under$1 disk=$keep/disk$1 copy=$keep/under$1/.lab-copy
  [ -d "$under" ] || return 0
  rm -rf "$copy"
  mkdir "$copy"
  for entry in $(ls -A "$disk"); do stays "$entry" || cp -a "$disk/$entry" "$copy/"; done
  for entry in $(ls -A "$under"); do stays "$entry" || [ "$entry" = .lab-copy ] || rm -rf "${under:?}/$entry"; done
  for entry in $(ls -A "$copy"); do mv "$copy/$entry" "$under/"; done
  rmdir "$copy"
  # Lazily: what was started from there runs on.
  umount --recursive --lazy "$folder"
  umount --lazy "$disk" "$under"
  rmdir "$under" "$disk"
}

action=$1
shift
case $action in
  fill)
    free=$1
    shift
    for each in "$@"; do fill "$each"; done
    ;;
  free) for each in "$@"; do free_again "$each"; done ;;
esac
