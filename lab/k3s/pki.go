package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"net"
	"os"
	"path/filepath"
)

// nodesGroup is the group of every node's certificate; access.go says what it may do.
const nodesGroup = "lab:nodes"

type nameList []string

func (n *nameList) String() string         { return "" }
func (n *nameList) Set(value string) error { *n = append(*n, value); return nil }

// createPki is the command behind `k3s lab-pki`.
func createPki(arguments []string) error {
	var nodes, addresses nameList
	flags := flag.NewFlagSet("lab-pki", flag.ExitOnError)
	dir := flags.String("dir", "", "folder for the certificates")
	flags.Var(&nodes, "node", "name of a node, may be given several times")
	flags.Var(&addresses, "address", "address of a server, may be given several times")
	_ = flags.Parse(arguments)
	if *dir == "" {
		return errors.New("lab-pki needs --dir")
	}
	return ensurePki(*dir, append(nodes, flags.Args()...), addresses)
}

// ensurePki creates what is missing of a cluster's keys and certificates and leaves alone what is there.
func ensurePki(dir string, nodes, addresses []string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := ensureAuthority(dir); err != nil {
		return err
	}
	if err := ensureServiceAccountKey(filepath.Join(dir, "service-account.key")); err != nil {
		return err
	}
	for _, holder := range identities(nodes, addresses) {
		if err := ensureIssued(dir, holder); err != nil {
			return err
		}
	}
	return nil
}

// identities lists everyone who needs a certificate.
func identities(nodes, addresses []string) []identity {
	all := []identity{
		{file: "server", user: "kube-apiserver", names: []string{
			"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc",
		}, servers: serverAddresses(addresses)},
		{file: "admin", user: "system:admin", group: "system:masters"},
		{file: "controller-manager", user: "system:kube-controller-manager"},
		{file: "scheduler", user: "system:kube-scheduler"},
		{file: "kube-proxy", user: "system:kube-proxy"},
	}
	for _, node := range nodes {
		all = append(all,
			identity{file: nodeFile(node), user: "lab:node:" + node, group: nodesGroup},
			identity{file: kubeletFile(node), user: "system:node:" + node, group: "system:nodes"})
	}
	return all
}

// serverAddresses are where servers are reached: from this machine, from pods, and where the lab puts them.
func serverAddresses(addresses []string) []net.IP {
	all := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 43, 0, 1)}
	for _, address := range addresses {
		all = append(all, net.ParseIP(address))
	}
	return all
}

// kubeletFile is the certificate of a real kubelet, nodeFile that of a simulated one.
func kubeletFile(node string) string {
	return "kubelet-" + node
}

func nodeFile(node string) string {
	return "node-" + node
}

func ensureAuthority(dir string) error {
	if exists(filepath.Join(dir, "ca.crt")) {
		return nil
	}
	template := identity{user: "k3s-lab-ca"}.template()
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage |= x509.KeyUsageCertSign
	return issue(dir, "ca", template, nil)
}

func ensureServiceAccountKey(path string) error {
	if exists(path) {
		return nil
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	return writeKey(path, key)
}

func ensureIssued(dir string, holder identity) error {
	if exists(filepath.Join(dir, holder.file+".crt")) {
		return nil
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, "ca.crt"), filepath.Join(dir, "ca.key"))
	if err != nil {
		return err
	}
	signer := &authority{certificate: pair.Leaf, key: pair.PrivateKey.(*ecdsa.PrivateKey)}
	return issue(dir, holder.file, holder.template(), signer)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
