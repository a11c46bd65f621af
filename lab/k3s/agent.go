package main

import (
	"context"
	"errors"
	"os"
)

// runAgent is `k3s agent`: a node without a control plane.
func runAgent(arguments []string) error {
	config, err := loadConfig("agent", arguments)
	if err != nil {
		return err
	}
	if config.Server == "" {
		return errors.New("--server is required: set server in the configuration file")
	}
	if err := failOnPurpose(config.LabFail); err != nil {
		return err
	}
	return supervise(func(ctx context.Context, children *children) error {
		return joinCluster(ctx, config, children)
	})
}

func joinCluster(ctx context.Context, config Config, children *children) error {
	logf("Starting k3s agent %s", reportedVersion())
	if err := os.MkdirAll(config.DataDir, 0o700); err != nil {
		return err
	}
	bin, err := unpack(config.DataDir)
	if err != nil {
		return err
	}
	return runOrPlayNode(ctx, config, bin, config.Server, children)
}

// runOrPlayNode ends the start of servers and agents alike.
func runOrPlayNode(ctx context.Context, config Config, bin, server string, children *children) error {
	if config.real() {
		return runNode(ctx, config, server, children)
	}
	return playNodes(ctx, config, bin, server, children)
}
