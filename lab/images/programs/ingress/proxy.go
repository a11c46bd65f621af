package main

import (
	"context"
	"errors"
	"io"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"time"
)

// proxy passes requests on to the pods that an ingress leads to.
type proxy struct {
	class string
	now   func() cluster
	pass  *httputil.ReverseProxy
}

// addressesKey holds, in a request's context, the pods that may answer it.
type addressesKey struct{}

func newProxy(class string, now func() cluster) *proxy {
	dialer := &net.Dialer{Timeout: 2 * time.Second}
	return &proxy{class: class, now: now, pass: &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.Out.URL.Scheme, r.Out.Host = "http", r.In.Host; r.SetXForwarded() },
		Transport:    anyOf{&http.Transport{DialContext: dialer.DialContext, MaxIdleConnsPerHost: 16, IdleConnTimeout: 30 * time.Second}},
		ErrorHandler: badGateway,
	}}
}

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	cluster := p.now()
	target, found := cluster.route(p.class, hostOf(r), r.URL.Path)
	if !found {
		http.Error(w, "no ingress leads from here", http.StatusNotFound)
		return
	}
	addresses := cluster.addresses(target)
	if len(addresses) == 0 {
		http.Error(w, "no pod of "+target.namespace+"/"+target.service+" is ready", http.StatusServiceUnavailable)
		return
	}
	rand.Shuffle(len(addresses), func(i, j int) { addresses[i], addresses[j] = addresses[j], addresses[i] })
	p.pass.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), addressesKey{}, addresses)))
}

func hostOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return r.Host
}

// anyOf asks one pod after the other as long as none can be reached. Once a request may have arrived it is not
// sent again.
type anyOf struct{ one http.RoundTripper }

func (a anyOf) RoundTrip(r *http.Request) (*http.Response, error) {
	var response *http.Response
	err := errors.New("no pod to ask")
	addresses, _ := r.Context().Value(addressesKey{}).([]string)
	for _, address := range addresses {
		response, err = a.one.RoundTrip(requestTo(address, r))
		if !isUnreached(err) {
			break
		}
	}
	return response, err
}

// requestTo keeps the body open, which is closed when nobody could be reached, for the next one to ask.
func requestTo(address string, r *http.Request) *http.Request {
	copied := r.Clone(r.Context())
	copied.URL.Host = address
	if r.Body != nil && r.Body != http.NoBody {
		copied.Body = io.NopCloser(r.Body)
	}
	return copied
}

func isUnreached(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}

func badGateway(w http.ResponseWriter, r *http.Request, err error) {
	log.Printf("%s %s%s: %v", r.Method, r.Host, r.URL.Path, err)
	w.WriteHeader(http.StatusBadGateway)
}
