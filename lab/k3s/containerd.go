package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

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
