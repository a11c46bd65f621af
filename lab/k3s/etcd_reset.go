package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

var errReset = errors.New("the cluster was reset")

// resetCluster is `k3s server --cluster-reset --cluster-reset-restore-path=FILE`: a new cluster of this server alone,
// with the data of a snapshot. It is proven to run, and then k3s ends.
func resetCluster(config Config) error {
	if err := demandResettable(config); err != nil {
		return err
	}
	if _, err := prepareServer(config); err != nil {
		return err
	}
	if err := restoreSnapshot(config); err != nil {
		return err
	}
	err := supervise(func(ctx context.Context, children *children) error {
		if err := startEtcd(ctx, config, children); err != nil {
			return err
		}
		return errReset
	})
	if !errors.Is(err, errReset) {
		return err
	}
	logf("Cluster membership has been reset to this server; start k3s again without --cluster-reset")
	return os.WriteFile(config.resetFlag(), nil, 0o600)
}

func demandResettable(config Config) error {
	switch {
	case config.Server != "":
		return errors.New("--cluster-reset is not for a server that joins another one: remove server from its configuration")
	case !config.shared():
		return errors.New("etcd datastore disabled: this server keeps its state in sqlite")
	case config.ClusterResetRestorePath == "":
		return errors.New("the lab resets a cluster only with --cluster-reset-restore-path")
	}
	return nil
}

// restoreSnapshot keeps the data that is there beside the restored one, as k3s does.
func restoreSnapshot(config Config) error {
	old := fmt.Sprintf("%s-old-%d", config.etcdDir(), time.Now().Unix())
	if err := os.Rename(config.etcdDir(), old); err != nil && !os.IsNotExist(err) {
		return err
	}
	peer := config.etcdPeer()
	restore := exec.Command(filepath.Join(config.LabRuntime, "etcdutl"),
		"snapshot", "restore", config.ClusterResetRestorePath,
		"--name="+config.NodeName,
		"--data-dir="+config.etcdDir(),
		"--initial-cluster="+config.NodeName+"="+peer,
		"--initial-advertise-peer-urls="+peer)
	output, err := restore.CombinedOutput()
	if err != nil {
		return fmt.Errorf("cannot restore %s: %w: %s", config.ClusterResetRestorePath, err, output)
	}
	return nil
}
