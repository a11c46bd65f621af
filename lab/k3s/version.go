package main

import (
	"fmt"
	"os"
	"runtime"

	"k8s.io/component-base/version"
)

// reportedVersion is the version that this file was packed as. The multi-call executable alone, as it comes
// out of the compiler, is rebuild number 0.
func reportedVersion() string {
	footer, err := readFooter()
	if err != nil {
		return version.Get().GitVersion + "+k3s0"
	}
	return footer.Version
}

// printVersion prints what `k3s --version` prints: the version with a short hash, and Go's version.
func printVersion([]string) error {
	hash := "00000000"
	if footer, err := readFooter(); err == nil {
		hash = footer.Digest[:8]
	}
	fmt.Printf("k3s version %s (%s)\ngo version %s\n", reportedVersion(), hash, runtime.Version())
	return nil
}

// fatal ends the process the way k3s does: one line in its log format, and exit code 1.
func fatal(err error) {
	logLine("fatal", err.Error())
	os.Exit(1)
}
