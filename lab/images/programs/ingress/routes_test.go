package main

import (
	"encoding/json"
	"reflect"
	"testing"
)

// decoded reads objects as the API server writes them.
func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

const ingresses = `[
	{"metadata": {"name": "web", "namespace": "shop"}, "spec": {"ingressClassName": "traefik", "rules": [
		{"host": "shop.lab", "http": {"paths": [
			{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}},
			{"path": "/cart", "pathType": "Prefix", "backend": {"service": {"name": "cart", "port": {"name": "http"}}}},
			{"path": "/cart/total", "pathType": "Exact", "backend": {"service": {"name": "total", "port": {"number": 80}}}}]}},
		{"host": "*.shop.lab", "http": {"paths": [
			{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "any", "port": {"number": 80}}}}]}}]}},
	{"metadata": {"name": "rest", "namespace": "platform"}, "spec": {"ingressClassName": "traefik",
		"defaultBackend": {"service": {"name": "rest", "port": {"number": 80}}}}},
	{"metadata": {"name": "other", "namespace": "platform"}, "spec": {"ingressClassName": "nginx", "rules": [
		{"host": "nginx.lab", "http": {"paths": [
			{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "nginx", "port": {"number": 80}}}}]}}]}}]`

func TestRoute(t *testing.T) {
	known := cluster{ingresses: decoded[[]ingress](t, ingresses)}
	cases := []struct{ host, path, service string }{
		{"shop.lab", "/", "web"},
		{"SHOP.lab", "/about", "web"},
		{"shop.lab", "/cart", "cart"},
		{"shop.lab", "/cart/1", "cart"},
		{"shop.lab", "/carton", "web"},
		{"shop.lab", "/cart/total", "total"},
		{"shop.lab", "/cart/total/1", "cart"},
		{"de.shop.lab", "/cart", "any"},
		{"a.de.shop.lab", "/", "rest"},
		{"10.0.0.1", "/", "rest"},
		{"nginx.lab", "/", "rest"},
	}
	for _, c := range cases {
		if to, found := known.route("traefik", c.host, c.path); !found || to.service != c.service {
			t.Errorf("%s%s leads to %q, not to %q", c.host, c.path, to.service, c.service)
		}
	}
	if to, found := known.route("haproxy", "shop.lab", "/"); found {
		t.Errorf("another class leads to %+v", to)
	}
}

func TestAddresses(t *testing.T) {
	const pods = `{"metadata": {"namespace": "shop", "name": "web-1", "labels": {"kubernetes.io/service-name": "web"}},
		"ports": [{"name": "http", "port": 8080}, {"name": "metrics", "port": 9090}], "endpoints": [
		{"addresses": ["10.42.0.5"], "conditions": {"ready": true}},
		{"addresses": ["10.42.1.6"]},
		{"addresses": ["10.42.1.7"], "conditions": {"ready": false, "serving": false, "terminating": false}},
		{"addresses": ["10.42.1.8"], "conditions": {"ready": false, "serving": true, "terminating": true}}]}`
	slice := decoded[endpointSlice](t, pods)
	known := cluster{
		services: decoded[[]service](t, `[{"metadata": {"namespace": "shop", "name": "web"}, "spec": {"ports": [{"name": "http", "port": 80}]}}]`),
		slices:   []endpointSlice{slice},
	}
	expect := func(to target, addresses ...string) {
		t.Helper()
		if found := known.addresses(to); !reflect.DeepEqual(found, addresses) {
			t.Errorf("%+v: %v, wanted %v", to, found, addresses)
		}
	}
	expect(target{"shop", "web", port{Number: 80}}, "10.42.0.5:8080", "10.42.1.6:8080")
	expect(target{"shop", "web", port{Name: "http"}}, "10.42.0.5:8080", "10.42.1.6:8080")
	expect(target{"shop", "web", port{Number: 81}})
	expect(target{"other", "web", port{Number: 80}})

	slice.Endpoints = slice.Endpoints[2:]
	known.slices = []endpointSlice{slice}
	expect(target{"shop", "web", port{Number: 80}}, "10.42.1.8:8080")
}
