// Package drain ends a web server so that nobody who sends requests notices.
package drain

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// lastAnswers bounds how long answers in work hold up the end after the drain.
const lastAnswers = 20 * time.Second

// Server serves until it is told to stop, and then on for the time of the drain.
type Server struct {
	Listen  string
	Handler http.Handler
	// Drain is how long it takes until everybody who sends requests knows that this server is leaving.
	Drain    time.Duration
	draining atomic.Bool
}

// Draining tells whether the server is leaving, and so should no longer call itself ready.
func (s *Server) Draining() bool {
	return s.draining.Load()
}

// Serve answers until stop, is no longer ready but answers on during the drain, and ends when the last answer is
// out.
func (s *Server) Serve(stop context.Context) error {
	server := &http.Server{Addr: s.Listen, Handler: s.closing(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-stop.Done():
	}
	s.draining.Store(true)
	time.Sleep(s.Drain)
	patience, cancel := context.WithTimeout(context.Background(), lastAnswers)
	defer cancel()
	return server.Shutdown(patience)
}

// closing asks clients to come back on another connection during the drain: by then they reach another server.
// Connections are not cut, because a request may be on its way on them.
func (s *Server) closing() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Draining() {
			w.Header().Set("Connection", "close")
		}
		s.Handler.ServeHTTP(w, r)
	})
}
