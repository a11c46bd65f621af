package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/component-base/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	proxy "k8s.io/kubernetes/cmd/kube-proxy/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

// components are the Kubernetes programs inside this executable, by the name that starts them.
var components = map[string]func() *cobra.Command{
	"kube-apiserver":          apiserver.NewAPIServerCommand,
	"kube-controller-manager": controllers.NewControllerManagerCommand,
	"kube-scheduler":          func() *cobra.Command { return scheduler.NewSchedulerCommand() },
	"kubelet":                 func() *cobra.Command { return kubelet.NewKubeletCommand(context.Background()) },
	"kube-proxy":              proxy.NewProxyCommand,
	"kubectl":                 kubectl.NewDefaultKubectlCommand,
}

// runComponent runs one Kubernetes program in this process and returns its exit code. The programs read
// os.Args themselves, so it is made to look as if they had been called by their own names.
func runComponent(name string, command func() *cobra.Command, arguments []string) int {
	if err := version.SetDynamicVersion(reportedVersion()); err != nil {
		fatal(err)
	}
	os.Args = append([]string{name}, arguments...)
	if name != "kubectl" {
		return cli.Run(command())
	}
	chooseKubeconfig()
	if err := cli.RunNoErrOutput(command()); err != nil {
		kubectlutil.CheckErr(err)
	}
	return 0
}

// chooseKubeconfig points kubectl at the cluster of this node unless the caller has chosen one.
func chooseKubeconfig() {
	if os.Getenv("KUBECONFIG") != "" {
		return
	}
	file := defaultKubeconfig
	if config, err := readConfig(configFile()); err == nil {
		file = config.WriteKubeconfig
	}
	if _, err := os.Stat(file); err == nil {
		os.Setenv("KUBECONFIG", file)
	}
}
