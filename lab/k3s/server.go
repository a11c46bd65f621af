package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// runServer is `k3s server`: datastore, control plane and one node, in the order in which they need each other.
func runServer(arguments []string) error {
	config, err := loadConfig("server", arguments)
	if err != nil {
		return err
	}
	if err := failOnPurpose(config.LabFail); err != nil {
		return err
	}
	if config.ClusterReset {
		return resetCluster(config)
	}
	return supervise(func(ctx context.Context, children *children) error {
		return serve(ctx, config, children)
	})
}

func serve(ctx context.Context, config Config, children *children) error {
	bin, err := prepareServer(config)
	if err != nil {
		return err
	}
	if err := startDatastore(ctx, config, bin, children); err != nil {
		return err
	}
	if err := startControlPlane(ctx, config, children); err != nil {
		return err
	}
	return runOrPlayNode(ctx, config, bin, config.url(), children)
}

func startDatastore(ctx context.Context, config Config, bin string, children *children) error {
	if config.shared() {
		return startEtcd(ctx, config, children)
	}
	if err := children.start("kine", filepath.Join(bin, "kine"), kineFlags(config)...); err != nil {
		return err
	}
	return poll(ctx, func() bool { return exists(config.socket()) })
}

// startControlPlane starts the others only when the API server answers: they would give up before it does.
func startControlPlane(ctx context.Context, config Config, children *children) error {
	if err := children.startSelf("kube-apiserver", apiserverFlags(config)...); err != nil {
		return err
	}
	client, err := newClient(config.WriteKubeconfig)
	if err != nil {
		return err
	}
	if err := waitForApi(ctx, client); err != nil {
		return err
	}
	if err := children.startSelf("kube-controller-manager", controllerFlags(config)...); err != nil {
		return err
	}
	if err := children.startSelf("kube-scheduler", schedulerFlags(config)...); err != nil {
		return err
	}
	if config.real() {
		go keepConditions(ctx, config, client)
		return nil
	}
	return keepTrying(ctx, "grant the nodes their rights", func() error { return grantNodes(ctx, client) })
}

// prepareServer writes every file that the programs read, and unpacks those that are not part of this one.
func prepareServer(config Config) (bin string, err error) {
	logf("Starting k3s %s", reportedVersion())
	for _, folder := range []string{filepath.Join(config.DataDir, "server", "db"), config.LabRunDir} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return "", err
		}
	}
	if err := ensurePki(config.LabPki, config.nodeNames()[:1], nil); err != nil {
		return "", err
	}
	if err := ensureToken(config.DataDir, config.LabPki); err != nil {
		return "", err
	}
	if err := writeKubeconfig(config.WriteKubeconfig, config.url(), config.LabPki, "admin"); err != nil {
		return "", err
	}
	for _, holder := range []string{"controller-manager", "scheduler"} {
		if err := writeKubeconfig(config.credential(holder), config.url(), config.LabPki, holder); err != nil {
			return "", err
		}
	}
	return unpack(config.DataDir)
}

// failOnPurpose is the crash loop that a lab can ask for in the configuration of one node.
func failOnPurpose(wish string) error {
	if wish != "crash" {
		return nil
	}
	time.Sleep(time.Second)
	return fmt.Errorf("lab-fail: crash is set for this node")
}
