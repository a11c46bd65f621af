// Command k3s stands in for the k3s executable: the real Kubernetes control plane on the datastore that k3s
// uses, with simulated nodes instead of kubelets. One file per version, with everything it starts inside.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// commands are the subcommands that are not Kubernetes programs of their own.
var commands = map[string]func(arguments []string) error{
	"server":        runServer,
	"agent":         runAgent,
	"lab-pki":       createPki,
	"pack":          pack,
	"etcd-snapshot": etcdSnapshot,
	"--version":     printVersion,
	"-v":            printVersion,
	"help":          printUsage,
	"--help":        printUsage,
}

func main() {
	name, arguments := subcommand(os.Args)
	if command, found := components[name]; found {
		os.Exit(runComponent(name, command, arguments))
	}
	command, found := commands[name]
	if !found {
		fatal(fmt.Errorf("no such command %q, see k3s --help", name))
	}
	if err := command(arguments); err != nil {
		fatal(err)
	}
}

// subcommand reads what to run from the name the file was called by (a link named kubectl, as k3s installs
// one) or else from the first argument.
func subcommand(args []string) (name string, arguments []string) {
	if called := filepath.Base(args[0]); components[called] != nil {
		return called, args[1:]
	}
	if len(args) < 2 {
		return "help", nil
	}
	return args[1], args[2:]
}

func printUsage([]string) error {
	fmt.Println("usage: k3s server|agent --config FILE | kubectl ... | etcd-snapshot ... | --version")
	fmt.Println("lab:   k3s lab-pki --dir DIR --node NAME... --address IP... | pack --kine F --kwok F --version V --out FILE")
	return nil
}
