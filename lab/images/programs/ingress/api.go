package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// accountFolder is where the kubelet puts a pod's credentials.
const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

// api is the API server as a pod reaches it.
type api struct {
	url       string
	tokenFile string
	client    *http.Client
}

func apiOfThisCluster() (*api, error) {
	host, port := os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return nil, errors.New("not in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set")
	}
	authority, err := os.ReadFile(filepath.Join(accountFolder, "ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	return &api{
		url:       "https://" + net.JoinHostPort(host, port),
		tokenFile: filepath.Join(accountFolder, "token"),
		client:    &http.Client{Transport: transport},
	}, nil
}

// get reads the token each time, since the kubelet renews it.
func (a *api) get(ctx context.Context, path string) (io.ReadCloser, error) {
	token, err := os.ReadFile(a.tokenFile)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	response, err := a.client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		defer response.Body.Close()
		reason, _ := io.ReadAll(io.LimitReader(response.Body, 512))
		return nil, fmt.Errorf("answered %s: %s", response.Status, reason)
	}
	return response.Body, nil
}
