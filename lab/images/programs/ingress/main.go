// Command ingress is a small stand-in for the ingress controller that k3s brings: plain HTTP by host and path, for
// the ingresses of one class. It has no TLS, no middlewares and no configuration beyond the Ingress API.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"gitops-updates/lab/images/programs/internal/drain"
)

func main() {
	listen := flag.String("listen", ":8000", "address to take requests on")
	ping := flag.String("ping", ":8080", "address for probes: /ping")
	class := flag.String("class", "traefik", "ingress class to serve")
	wait := flag.Duration("drain", 6*time.Second, "how long to serve on, not ready, after SIGTERM")
	flag.Parse()
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	now, err := followCluster()
	if err != nil {
		log.Fatal(err)
	}
	server := &drain.Server{Listen: *listen, Handler: newProxy(*class, now), Drain: *wait}
	go func() { log.Fatal(http.ListenAndServe(*ping, probe(server))) }()
	if err := server.Serve(stop); err != nil {
		log.Fatal(err)
	}
}

// followCluster returns when everything has been listed once, with a function that tells what is known by then.
func followCluster() (now func() cluster, err error) {
	api, err := apiOfThisCluster()
	if err != nil {
		return nil, err
	}
	ingresses := newStore[ingress]("/apis/networking.k8s.io/v1/ingresses")
	services := newStore[service]("/api/v1/services")
	endpoints := newStore[endpointSlice]("/apis/discovery.k8s.io/v1/endpointslices")
	// Until the process ends: requests are answered during the drain too.
	forever := context.Background()
	go ingresses.follow(forever, api)
	go services.follow(forever, api)
	go endpoints.follow(forever, api)
	<-ingresses.synced
	<-services.synced
	<-endpoints.synced
	return func() cluster { return cluster{ingresses.all(), services.all(), endpoints.all()} }, nil
}

func probe(server *drain.Server) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if server.Draining() {
			http.Error(w, "draining", http.StatusServiceUnavailable)
		}
	})
}
