package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/client/v3/snapshot"
	"go.uber.org/zap"
)

// snapshotRequest is what the flags of `k3s etcd-snapshot` say beside the configuration file.
type snapshotRequest struct {
	Config
	name  string
	names []string
}

// snapshotCommands are those of k3s's own that an update needs.
var snapshotCommands = map[string]func(request snapshotRequest) error{
	"save":   saveSnapshot,
	"ls":     listSnapshots,
	"delete": deleteSnapshots,
}

// etcdSnapshot is `k3s etcd-snapshot COMMAND [flags] [NAME...]`.
func etcdSnapshot(arguments []string) error {
	if len(arguments) == 0 || snapshotCommands[arguments[0]] == nil {
		return fmt.Errorf("the lab knows only: k3s etcd-snapshot save|ls|delete")
	}
	request, err := readSnapshotRequest(arguments[1:])
	if err != nil {
		return err
	}
	if !request.shared() {
		return fmt.Errorf("etcd datastore disabled: this server keeps its state in sqlite")
	}
	return snapshotCommands[arguments[0]](request)
}

func readSnapshotRequest(arguments []string) (request snapshotRequest, err error) {
	flags := flag.NewFlagSet("etcd-snapshot", flag.ContinueOnError)
	file := flags.String("config", configFile(), "configuration file")
	dataDir := flags.String("data-dir", "", "data folder, instead of the one in the configuration")
	flags.StringVar(&request.name, "name", "on-demand", "what the name of the snapshot begins with")
	_ = flags.Bool("etcd-snapshot-compress", false, "the lab never packs snapshots")
	if err := flags.Parse(arguments); err != nil {
		return request, err
	}
	if request.Config, err = readConfig(*file); err != nil {
		return request, err
	}
	if *dataDir != "" {
		request.DataDir = *dataDir
	}
	request.names = flags.Args()
	return request, nil
}

// snapshotDir is where k3s puts snapshots unless etcd-snapshot-dir says otherwise.
func (c Config) snapshotDir() string {
	if c.EtcdSnapshotDir != "" {
		return c.EtcdSnapshotDir
	}
	return filepath.Join(c.DataDir, "server", "db", "snapshots")
}

// saveSnapshot writes a file <name>-<node>-<seconds>.
func saveSnapshot(request snapshotRequest) error {
	if err := os.MkdirAll(request.snapshotDir(), 0o700); err != nil {
		return err
	}
	name := fmt.Sprintf("%s-%s-%d", request.name, request.NodeName, time.Now().Unix())
	from := clientv3.Config{Endpoints: []string{etcdClients}, DialTimeout: etcdTimeout}
	file := filepath.Join(request.snapshotDir(), name)
	if _, err := snapshot.SaveWithVersion(context.Background(), zap.NewNop(), from, file); err != nil {
		return err
	}
	logf("Snapshot %s saved.", name)
	return nil
}

// listSnapshots prints k3s's table.
func listSnapshots(request snapshotRequest) error {
	entries, err := os.ReadDir(request.snapshotDir())
	if err != nil {
		return err
	}
	fmt.Println("Name Location Size Created")
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			return err
		}
		location := "file://" + filepath.Join(request.snapshotDir(), entry.Name())
		fmt.Println(entry.Name(), location, info.Size(), info.ModTime().Format(time.RFC3339))
	}
	return nil
}

// deleteSnapshots removes snapshots by their names; one that is not there is only told, as k3s does.
func deleteSnapshots(request snapshotRequest) error {
	for _, name := range request.names {
		if filepath.Base(name) != name {
			return fmt.Errorf("invalid snapshot name: path traversal not allowed")
		}
		err := os.Remove(filepath.Join(request.snapshotDir(), name))
		if os.IsNotExist(err) {
			logf("Snapshot %s not found.", name)
		} else if err != nil {
			return err
		}
	}
	return nil
}
