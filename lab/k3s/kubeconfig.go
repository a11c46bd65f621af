package main

import (
	"os"
	"path/filepath"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
)

// writeKubeconfig writes a kubeconfig for one holder of a certificate, readable by its owner only.
func writeKubeconfig(file, server, pki, holder string) error {
	cluster, user, err := credentials(server, pki, holder)
	if err != nil {
		return err
	}
	config := api.NewConfig()
	config.Clusters["default"] = cluster
	config.AuthInfos["default"] = user
	config.Contexts["default"] = &api.Context{Cluster: "default", AuthInfo: "default"}
	config.CurrentContext = "default"
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return clientcmd.WriteToFile(*config, file)
}

// credentials embeds the certificates, so that the file still works when it is copied elsewhere.
func credentials(server, pki, holder string) (*api.Cluster, *api.AuthInfo, error) {
	ca, err := os.ReadFile(filepath.Join(pki, "ca.crt"))
	if err != nil {
		return nil, nil, err
	}
	certificate, err := os.ReadFile(filepath.Join(pki, holder+".crt"))
	if err != nil {
		return nil, nil, err
	}
	key, err := os.ReadFile(filepath.Join(pki, holder+".key"))
	if err != nil {
		return nil, nil, err
	}
	cluster := &api.Cluster{Server: server, CertificateAuthorityData: ca}
	return cluster, &api.AuthInfo{ClientCertificateData: certificate, ClientKeyData: key}, nil
}

// newClient talks to the API server as the holder of a kubeconfig, without client-go's low default rate.
func newClient(kubeconfig string) (*kubernetes.Clientset, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 100, 200
	return kubernetes.NewForConfig(config)
}
