package main

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

const (
	defaultConfig     = "/etc/rancher/k3s/config.yaml"
	defaultKubeconfig = "/etc/rancher/k3s/k3s.yaml"
)

// Config is the part of k3s's configuration file that the lab honours. Keys that begin with lab- are its own.
type Config struct {
	NodeName        string   `json:"node-name"`
	NodeIP          string   `json:"node-ip"`
	NodeLabels      []string `json:"node-label"`
	DataDir         string   `json:"data-dir"`
	BindAddress     string   `json:"bind-address"`
	HTTPSListenPort int      `json:"https-listen-port"`
	WriteKubeconfig string   `json:"write-kubeconfig"`
	// Server is the one to join: of an agent always, of a server when it shares an etcd that another one began.
	Server string `json:"server"`
	// ClusterInit begins an etcd that other servers may join, instead of sqlite.
	ClusterInit bool `json:"cluster-init"`
	// ClusterReset makes a cluster of this server alone out of the snapshot at ClusterResetRestorePath, and ends.
	ClusterReset            bool   `json:"cluster-reset"`
	ClusterResetRestorePath string `json:"cluster-reset-restore-path"`
	// EtcdSnapshotDir keeps the snapshots of etcd elsewhere than below DataDir.
	EtcdSnapshotDir string `json:"etcd-snapshot-dir"`
	// KubeApiserverArg are flags for the API server without their dashes, as k3s takes them.
	KubeApiserverArg []string `json:"kube-apiserver-arg"`
	// KubeControllerManagerArg are the same for the controller manager.
	KubeControllerManagerArg []string `json:"kube-controller-manager-arg"`
	LabPki                   string   `json:"lab-pki"`
	LabRunDir                string   `json:"lab-run-dir"`
	LabNodes                 []string `json:"lab-nodes"`
	LabFail                  string   `json:"lab-fail"`
	// LabLeaseSeconds is how long the lease of a simulated node holds; it is renewed four times as often.
	LabLeaseSeconds int `json:"lab-lease-seconds"`

	// LabRuntime is the folder with containerd, its shim, ctr and etcd. Where it is given, the node is a real one:
	// a kubelet with containers instead of a simulated one.
	LabRuntime string `json:"lab-runtime"`
	// LabCgroup is the cgroup below which all containers of a real node are.
	LabCgroup string `json:"lab-cgroup"`
	// LabCni is the folder with the CNI plugins.
	LabCni string `json:"lab-cni"`

	// agent is a node without a control plane.
	agent bool
}

// real says whether containers run on this node.
func (c Config) real() bool { return c.LabRuntime != "" }

// shared says whether several servers keep one datastore.
func (c Config) shared() bool { return !c.agent && (c.ClusterInit || c.Server != "") }

// loadConfig reads the file that --config names. Nearly all other settings come from that file alone.
func loadConfig(command string, arguments []string) (Config, error) {
	flags := flag.NewFlagSet(command, flag.ExitOnError)
	file := flags.String("config", configFile(), "configuration file")
	reset := flags.Bool("cluster-reset", false, "become the only member of a new cluster, and end")
	snapshot := flags.String("cluster-reset-restore-path", "", "snapshot with the data of the new cluster")
	_ = flags.Bool("etcd-s3", false, "the lab has no snapshots elsewhere")
	_ = flags.Parse(arguments)
	config, err := readConfig(*file)
	config.agent = command == "agent"
	config.ClusterReset = config.ClusterReset || *reset
	if *snapshot != "" {
		config.ClusterResetRestorePath = *snapshot
	}
	return config, err
}

// configFile is where k3s looks when no --config is given.
func configFile() string {
	if file := os.Getenv("K3S_CONFIG_FILE"); file != "" {
		return file
	}
	return defaultConfig
}

func readConfig(file string) (Config, error) {
	config := defaults()
	content, err := os.ReadFile(file)
	if err != nil {
		return config, err
	}
	if err := yaml.Unmarshal(content, &config); err != nil {
		return config, fmt.Errorf("%s: %w", file, err)
	}
	if config.NodeIP == "" {
		config.NodeIP = config.BindAddress
	}
	if config.LabPki == "" {
		config.LabPki = filepath.Join(config.DataDir, "server", "tls")
	}
	if config.LabRunDir == "" {
		config.LabRunDir = filepath.Join(os.TempDir(), "k3s-lab-"+shortHash(config.DataDir))
	}
	return config, nil
}

func defaults() Config {
	host, _ := os.Hostname()
	return Config{
		NodeName:        strings.ToLower(host),
		DataDir:         "/var/lib/rancher/k3s",
		BindAddress:     "127.0.0.1",
		HTTPSListenPort: 6443,
		WriteKubeconfig: defaultKubeconfig,
		LabLeaseSeconds: 10,
	}
}

// url is where the API server of this node listens.
func (c Config) url() string {
	return fmt.Sprintf("https://%s:%d", c.BindAddress, c.HTTPSListenPort)
}

// nodeNames are all the nodes that this process plays, its own first.
func (c Config) nodeNames() []string {
	return slices.Concat([]string{c.NodeName}, c.LabNodes)
}

// socket is kept out of the data folder, because the path of a socket may be no longer than 107 bytes.
func (c Config) socket() string {
	return filepath.Join(c.LabRunDir, "kine.sock")
}

// datastore is where the API server finds it.
func (c Config) datastore() string {
	if c.shared() {
		return etcdClients
	}
	return "unix://" + c.socket()
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}
