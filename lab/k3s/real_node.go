package main

import (
	"context"
	"os"
	"path/filepath"
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
