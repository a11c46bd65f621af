package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// runNode is a real node: containerd, the kubelet and kube-proxy of this file, and routes to the pods of the
// other nodes. Containers are children of their shims, so they outlive all of these, as they outlive k3s.
func runNode(ctx context.Context, config Config, server string, children *children) error {
	if err := prepareNode(config, server); err != nil {
		return err
	}
	if err := startContainerd(ctx, config, children); err != nil {
		return err
	}
	// kube-proxy may list nodes; a kubelet may only look at its own.
	client, err := newClient(config.nodeCredential("kube-proxy"))
	if err != nil {
		return err
	}
	if err := waitForApi(ctx, client); err != nil {
		return err
	}
	if err := children.startSelf("kubelet", kubeletFlags(config)...); err != nil {
		return err
	}
	if err := children.startSelf("kube-proxy", "--config="+config.agentFile("kube-proxy.yaml")); err != nil {
		return err
	}
	if err := joinPodNetwork(ctx, config, client); err != nil {
		return err
	}
	logf("k3s is up and running")
	return nil
}

func prepareNode(config Config, server string) error {
	if err := os.MkdirAll(config.agentFile("images"), 0o755); err != nil {
		return err
	}
	holders := map[string]string{"kubelet": kubeletFile(config.NodeName), "kube-proxy": "kube-proxy"}
	for name, holder := range holders {
		if err := writeKubeconfig(config.nodeCredential(name), server, config.LabPki, holder); err != nil {
			return err
		}
	}
	for name, content := range nodeFiles(config) {
		if err := writeFile(config.agentFile(name), content); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(path, content string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o600)
}

// startContainerd waits until it answers, then gives it the images that lie in <data-dir>/agent/images, as k3s
// does on a host without a registry.
func startContainerd(ctx context.Context, config Config, children *children) error {
	file := filepath.Join(config.LabRuntime, "containerd")
	if err := children.start("containerd", file, "--config", config.agentFile("etc/containerd/config.toml")); err != nil {
		return err
	}
	if err := poll(ctx, func() bool { return ctr(ctx, config, "version") == nil }); err != nil {
		return err
	}
	return importImages(ctx, config)
}

// importImages skips what was imported from the same file before; a restart would otherwise take seconds longer.
func importImages(ctx context.Context, config Config) error {
	images, err := filepath.Glob(config.agentFile("images/*.tar"))
	if err != nil {
		return err
	}
	for _, image := range images {
		mark := config.agentFile("imported/" + filepath.Base(image))
		if sameTime(image, mark) {
			continue
		}
		if err := ctr(ctx, config, "--namespace", "k8s.io", "images", "import", image); err != nil {
			return fmt.Errorf("cannot import %s: %w", image, err)
		}
		logf("Imported images from %s", image)
		if err := markTime(image, mark); err != nil {
			return err
		}
	}
	return nil
}

func sameTime(file, mark string) bool {
	of, err := os.Stat(file)
	if err != nil {
		return false
	}
	marked, err := os.Stat(mark)
	return err == nil && marked.ModTime().Equal(of.ModTime())
}

func markTime(file, mark string) error {
	of, err := os.Stat(file)
	if err != nil {
		return err
	}
	if err := writeFile(mark, ""); err != nil {
		return err
	}
	return os.Chtimes(mark, time.Time{}, of.ModTime())
}

func ctr(ctx context.Context, config Config, arguments ...string) error {
	all := append([]string{"--address", config.containerdSocket()}, arguments...)
	output, err := exec.CommandContext(ctx, filepath.Join(config.LabRuntime, "ctr"), all...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, output)
	}
	return nil
}

// keepConditions tells what k3s tells of its servers: their role, and whether their etcd member votes.
func keepConditions(ctx context.Context, config Config, client kubernetes.Interface) {
	for ctx.Err() == nil {
		labelServer(ctx, config, client)
		if config.shared() {
			reportVoter(ctx, config, client)
		}
		select {
		case <-ctx.Done():
		case <-time.After(3 * time.Second):
		}
	}
}

// labelServer adds what a kubelet may not say of itself.
func labelServer(ctx context.Context, config Config, client kubernetes.Interface) {
	roles := `"node-role.kubernetes.io/control-plane":"true"`
	if config.shared() {
		roles += `,"node-role.kubernetes.io/etcd":"true"`
	}
	patch := []byte(`{"metadata":{"labels":{` + roles + `}}}`)
	_, err := client.CoreV1().Nodes().Patch(ctx, config.NodeName, types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil && ctx.Err() == nil {
		logf("cannot label node %s yet: %v", config.NodeName, err)
	}
}

func reportVoter(ctx context.Context, config Config, client kubernetes.Interface) {
	voter, err := isVoter(ctx, config)
	status, reason := v1.ConditionFalse, "MemberIsLearner"
	if err != nil {
		status, reason = v1.ConditionUnknown, "EtcdUnreachable"
	} else if voter {
		status, reason = v1.ConditionTrue, "MemberNotLearner"
	}
	patch := fmt.Sprintf(`{"status":{"conditions":[{"type":"EtcdIsVoter","status":%q,"reason":%q,"lastHeartbeatTime":%q}]}}`,
		status, reason, time.Now().UTC().Format(time.RFC3339))
	nodes := client.CoreV1().Nodes()
	_, err = nodes.Patch(ctx, config.NodeName, types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{}, "status")
	if err != nil && ctx.Err() == nil {
		logf("cannot report the etcd member of %s: %v", config.NodeName, err)
	}
}
