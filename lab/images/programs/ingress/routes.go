package main

import (
	"cmp"
	"net"
	"slices"
	"strconv"
	"strings"
)

// cluster is what is known of the cluster at one moment.
type cluster struct {
	ingresses []ingress
	services  []service
	slices    []endpointSlice
}

// target is a port of a service.
type target struct {
	namespace string
	service   string
	port      port
}

// candidate is a target with how well it fits: the better host first, then the longer path.
type candidate struct {
	target
	host int
	path int
}

// route finds the service for a request as the API describes it: a whole host before a wildcard before none, the
// longer path before the shorter, and the default backend when nothing else fits.
func (c cluster) route(class, host, requestPath string) (target, bool) {
	var fitting []candidate
	for _, ingress := range c.ingresses {
		if ingress.Spec.IngressClassName == class {
			fitting = append(fitting, ingress.candidates(host, requestPath)...)
		}
	}
	if len(fitting) == 0 {
		return target{}, false
	}
	best := slices.MaxFunc(fitting, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.host, b.host), cmp.Compare(a.path, b.path))
	})
	return best.target, true
}

func (i ingress) candidates(host, requestPath string) []candidate {
	var fitting []candidate
	if i.Spec.DefaultBackend != nil {
		fitting = append(fitting, candidate{i.target(*i.Spec.DefaultBackend), -1, 0})
	}
	for _, rule := range i.Spec.Rules {
		byHost, fits := fitOfHost(rule.Host, host)
		for _, path := range rule.HTTP.Paths {
			if byPath, also := fitOfPath(path, requestPath); fits && also {
				fitting = append(fitting, candidate{i.target(path.Backend), byHost, byPath})
			}
		}
	}
	return fitting
}

func (i ingress) target(to backend) target {
	return target{i.Namespace, to.Service.Name, to.Service.Port}
}

func fitOfHost(wanted, host string) (int, bool) {
	suffix, wildcard := strings.CutPrefix(wanted, "*.")
	first, rest, _ := strings.Cut(host, ".")
	switch {
	case wanted == "":
		return 0, true
	case wildcard:
		return 1, first != "" && strings.EqualFold(rest, suffix)
	}
	return 2, strings.EqualFold(wanted, host)
}

// fitOfPath compares whole elements of the path: /shop is a prefix of /shop/cart, but not of /shopping.
func fitOfPath(wanted path, requestPath string) (int, bool) {
	if wanted.PathType == "Exact" {
		return len(wanted.Path) + 1, wanted.Path == requestPath
	}
	prefix := strings.TrimSuffix(wanted.Path, "/")
	return len(prefix), requestPath == prefix || strings.HasPrefix(requestPath, prefix+"/")
}

// addresses are the pods behind a target: those that are ready, else those that are about to end but still serve.
func (c cluster) addresses(to target) []string {
	name, found := c.portName(to)
	if !found {
		return nil
	}
	var ready, leaving []string
	for _, slice := range c.slices {
		if slice.Namespace != to.namespace || slice.Labels[serviceLabel] != to.service {
			continue
		}
		for _, port := range slice.Ports {
			if port.Name == name {
				ready = append(ready, slice.addresses(port.Port, endpoint.isReady)...)
				leaving = append(leaving, slice.addresses(port.Port, endpoint.isLeaving)...)
			}
		}
	}
	if len(ready) > 0 {
		return ready
	}
	return leaving
}

// portName finds what a port of a service is called: slices know ports by that name, which may be empty.
func (c cluster) portName(to target) (string, bool) {
	for _, service := range c.services {
		if service.Namespace != to.namespace || service.Name != to.service {
			continue
		}
		for _, port := range service.Spec.Ports {
			if port.Port == to.port.Number || (to.port.Number == 0 && port.Name == to.port.Name) {
				return port.Name, true
			}
		}
	}
	return "", false
}

func (s endpointSlice) addresses(port int, wanted func(endpoint) bool) []string {
	var found []string
	for _, endpoint := range s.Endpoints {
		if wanted(endpoint) && len(endpoint.Addresses) > 0 {
			found = append(found, net.JoinHostPort(endpoint.Addresses[0], strconv.Itoa(port)))
		}
	}
	return found
}

// isReady takes a missing condition for a yes, as the API asks for.
func (e endpoint) isReady() bool {
	return e.Conditions.Ready == nil || *e.Conditions.Ready
}

func (e endpoint) isLeaving() bool {
	serving := e.Conditions.Serving == nil || *e.Conditions.Serving
	return serving && e.Conditions.Terminating != nil && *e.Conditions.Terminating
}
