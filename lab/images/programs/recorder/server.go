package main

import (
	"encoding/json"
	"net/http"
	"time"
)

// identity tells which of several recorders has answered.
type identity struct {
	Pod       string `json:"pod"`
	Namespace string `json:"namespace"`
	Node      string `json:"node"`
}

// handler answers for one recorder. Without a volume it has no log.
type handler struct {
	identity identity
	log      *recordLog
	draining func() bool
}

// longestAnswer bounds how slow an answer can be asked to be.
const longestAnswer = time.Minute

func (h *handler) routes() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, h.identity) })
	routes.HandleFunc("GET /alive", func(http.ResponseWriter, *http.Request) {})
	routes.HandleFunc("GET /ready", h.ready)
	routes.HandleFunc("GET /slow", h.slow)
	routes.HandleFunc("GET /records", h.records)
	return routes
}

func (h *handler) ready(w http.ResponseWriter, _ *http.Request) {
	switch {
	case h.draining():
		http.Error(w, "draining", http.StatusServiceUnavailable)
	case h.log != nil && h.log.lastFailure() != nil:
		http.Error(w, h.log.lastFailure().Error(), http.StatusServiceUnavailable)
	}
}

// slow answers after the time that `for` asks for: a request that is in the air while its pod is evicted.
func (h *handler) slow(w http.ResponseWriter, r *http.Request) {
	wait, err := time.ParseDuration(r.FormValue("for"))
	if err != nil || wait < 0 || wait > longestAnswer {
		http.Error(w, "say how long, up to a minute: /slow?for=2s", http.StatusBadRequest)
		return
	}
	select {
	case <-time.After(wait):
		answer(w, http.StatusOK, h.identity)
	case <-r.Context().Done():
	}
}

// recordsAnswer is what is in the log now, what was there at the start, and why nothing is added if so.
type recordsAnswer struct {
	identity
	Report
	AtStart    Report `json:"atStart"`
	WriteError string `json:"writeError,omitempty"`
}

func (h *handler) records(w http.ResponseWriter, _ *http.Request) {
	if h.log == nil {
		http.Error(w, "this recorder has no volume", http.StatusNotFound)
		return
	}
	report, err := h.log.report()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	complete := recordsAnswer{identity: h.identity, Report: report, AtStart: h.log.atStart}
	if failure := h.log.lastFailure(); failure != nil {
		complete.WriteError = failure.Error()
	}
	answer(w, http.StatusOK, complete)
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}
