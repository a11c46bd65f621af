package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// leadingTo is a cluster in which everything leads to these addresses.
func leadingTo(t *testing.T, addresses ...string) func() cluster {
	t.Helper()
	known := cluster{
		ingresses: decoded[[]ingress](t, `[{"metadata": {"namespace": "shop"}, "spec": {"ingressClassName": "traefik", "defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}}]`),
		services:  decoded[[]service](t, `[{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"port": 80}]}}]`),
	}
	for _, address := range addresses {
		host, port, _ := net.SplitHostPort(address)
		known.slices = append(known.slices, decoded[endpointSlice](t, fmt.Sprintf(`{
			"metadata": {"namespace": "shop", "labels": {"kubernetes.io/service-name": "web"}},
			"ports": [{"port": %s}], "endpoints": [{"addresses": [%q]}]}`, port, host)))
	}
	return func() cluster { return known }
}

// nobodyThere is an address that refuses connections.
func nobodyThere(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func post(t *testing.T, now func() cluster) (int, string) {
	t.Helper()
	front := httptest.NewServer(newProxy("traefik", now))
	defer front.Close()
	response, err := http.Post(front.URL+"/cart", "text/plain", strings.NewReader("two apples"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	return response.StatusCode, string(body)
}

func TestAsksTheNextPodIfOneCannotBeReached(t *testing.T) {
	pod := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s", r.URL.Path, body)
	}))
	defer pod.Close()
	now := leadingTo(t, nobodyThere(t), pod.Listener.Addr().String(), nobodyThere(t))
	for range 10 {
		if status, body := post(t, now); status != http.StatusOK || body != "/cart two apples" {
			t.Fatalf("%d %q", status, body)
		}
	}
}

func TestSaysWhyThereIsNoAnswer(t *testing.T) {
	nowhere := func() cluster { return cluster{} }
	for wanted, now := range map[int]func() cluster{
		http.StatusNotFound:           nowhere,
		http.StatusServiceUnavailable: leadingTo(t),
		http.StatusBadGateway:         leadingTo(t, nobodyThere(t)),
	} {
		if status, _ := post(t, now); status != wanted {
			t.Errorf("answered %d, wanted %d", status, wanted)
		}
	}
}
