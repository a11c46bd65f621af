// Command volume-folder makes or removes the folder of one volume on a node. It takes the place of the shell
// scripts that the local-path provisioner runs in its helper pods, so that no image needs a shell.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	path := flag.String("p", "", "folder of the volume")
	action := flag.String("a", "", "create or delete")
	// The provisioner says these too; a folder has no size of its own.
	_ = flag.String("s", "", "size in bytes")
	_ = flag.String("m", "", "volume mode")
	flag.Parse()
	if err := act(*action, *path); err != nil {
		fmt.Fprintln(os.Stderr, "volume-folder:", err)
		os.Exit(1)
	}
}

// act may be the second time: a folder that is there, or gone, is as good as one just made, or removed.
func act(action, path string) error {
	if !isVolume(path) {
		return fmt.Errorf("%q is not the folder of a volume: it needs an absolute path two folders deep", path)
	}
	switch action {
	case "create":
		return create(path)
	case "delete":
		return os.RemoveAll(path)
	}
	return fmt.Errorf("there is no action %q, only create and delete", action)
}

// isVolume refuses what nobody can mean, because the next thing may be a removal of everything below.
func isVolume(path string) bool {
	return filepath.IsAbs(path) && filepath.Clean(path) == path && strings.Count(path, "/") >= 2
}

// create leaves the folder open to every user, as the provisioner's own script does: pods run as anybody.
func create(path string) error {
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	return os.Chmod(path, 0o777)
}
