package main

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/kubernetes"
)

// hostLabel marks the nodes that one process plays, when it plays more than its own.
const hostLabel = "lab.k3s/played-by"

// mostEnds is how often kwok may end by itself before its node ends with it. Its controllers compile the stages at the
// same time, through a map that nothing guards (easycel v0.6.0, typeValueMap), and now and then a start dies of it,
// as no kubelet does.
const mostEnds = 3

// stages say how simulated nodes and pods behave over time.
//
//go:embed stages/*.yaml
var stages embed.FS

// playNodes takes the place of the kubelet: it registers the nodes of this process, keeps their leases and lets kwok
// play their pods for as long as it runs.
func playNodes(ctx context.Context, config Config, bin, server string, children *children) error {
	kubeconfig := filepath.Join(config.DataDir, "agent", "kubelet.kubeconfig")
	if err := writeKubeconfig(kubeconfig, server, config.LabPki, nodeFile(config.NodeName)); err != nil {
		return err
	}
	client, err := newClient(kubeconfig)
	if err != nil {
		return err
	}
	if err := registerAll(ctx, config, client); err != nil {
		return err
	}
	keepLeases(ctx, config, client)
	behaviour := filepath.Join(config.DataDir, "agent", "stages.yaml")
	if err := writeStages(behaviour); err != nil {
		return err
	}
	play := func() error {
		return children.startReplaceable("kwok", filepath.Join(bin, "kwok"), kwokFlags(config, kubeconfig, behaviour)...)
	}
	if err := play(); err != nil {
		return err
	}
	logf("k3s is up and running")
	for ends := 0; ends < mostEnds; {
		byItself, err := outlive(ctx, client, children)
		if err != nil {
			return err
		}
		if byItself {
			logf("kwok ended by itself and is started anew")
			ends++
		}
		if err := play(); err != nil {
			return err
		}
	}
	return errors.New("kwok keeps ending by itself")
}

// outlive waits until kwok has to start anew, and says whether it ended by itself: then, and once the API server was
// away and is back. By itself kwok would look for it again after up to a minute, and until then see no pod that is to
// go.
func outlive(ctx context.Context, client kubernetes.Interface, children *children) (byItself bool, err error) {
	isOutdated := func() bool {
		return children.hasEnded("kwok") || utilnet.IsConnectionRefused(askReady(ctx, client))
	}
	if err := poll(ctx, isOutdated); err != nil {
		return false, err
	}
	if err := waitForApi(ctx, client); err != nil {
		return false, err
	}
	byItself = children.hasEnded("kwok")
	children.end("kwok")
	return byItself, nil
}

func registerAll(ctx context.Context, config Config, client kubernetes.Interface) error {
	if err := waitForApi(ctx, client); err != nil {
		return err
	}
	for _, name := range config.nodeNames() {
		err := keepTrying(ctx, "register node "+name, func() error { return register(ctx, client, config, name) })
		if err != nil {
			return err
		}
	}
	return nil
}

func kwokFlags(config Config, kubeconfig, behaviour string) []string {
	nodes := "--manage-single-node=" + config.NodeName
	if len(config.LabNodes) > 0 {
		nodes = "--manage-nodes-with-label-selector=" + hostLabel + "=" + config.NodeName
	}
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--config=" + behaviour,
		nodes,
		"--node-ip=" + config.NodeIP,
		"--cidr=" + podRange(config.NodeName),
		// The leases are kept here.
		"--node-lease-duration-seconds=0",
	}
}

// podRange gives nodes different pod addresses without anyone to hand them out.
func podRange(node string) string {
	return fmt.Sprintf("10.42.%d.1/24", crc32.ChecksumIEEE([]byte(node))%256)
}

func writeStages(file string) error {
	entries, err := stages.ReadDir("stages")
	if err != nil {
		return err
	}
	var all []byte
	for _, entry := range entries {
		content, err := stages.ReadFile("stages/" + entry.Name())
		if err != nil {
			return err
		}
		all = append(append(all, "---\n"...), content...)
	}
	return os.WriteFile(file, all, 0o644)
}
