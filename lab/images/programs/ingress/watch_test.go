package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// fakeApi answers a list with one ingress, and a watch with the events that come through the channel. A watch
// ends after one event, as it does when the API server restarts.
func fakeApi(t *testing.T, events <-chan string) *api {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer secret" {
			http.Error(w, "who are you", http.StatusUnauthorized)
			return
		}
		if r.URL.Query().Get("watch") == "" {
			fmt.Fprint(w, `{"metadata": {"resourceVersion": "7"}, "items": [{"metadata": {"name": "listed"}}]}`)
			return
		}
		if r.URL.Query().Get("resourceVersion") != "7" {
			http.Error(w, "watch from where", http.StatusBadRequest)
			return
		}
		w.(http.Flusher).Flush()
		select {
		case event := <-events:
			fmt.Fprintln(w, event)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return &api{url: server.URL, tokenFile: token, client: server.Client()}
}

func names(store *store[ingress]) []string {
	var found []string
	for _, ingress := range store.all() {
		found = append(found, ingress.Name)
	}
	slices.Sort(found)
	return found
}

func TestListsWatchesAndBeginsAnew(t *testing.T) {
	events := make(chan string)
	store := newStore[ingress]("/ingresses")
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go store.follow(ctx, fakeApi(t, events))
	<-store.synced
	await := func(wanted ...string) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !slices.Equal(names(store), wanted); {
			if time.Now().After(deadline) {
				t.Fatalf("known are %v, wanted %v", names(store), wanted)
			}
			time.Sleep(time.Millisecond)
		}
	}
	await("listed")
	events <- `{"type": "ADDED", "object": {"metadata": {"name": "added"}}}`
	await("added", "listed")
	await("listed") // The watch has ended after its event, and the list has no such ingress.
	events <- `{"type": "DELETED", "object": {"metadata": {"name": "listed"}}}`
	await()
	await("listed")
	events <- `{"type": "ERROR", "object": {"code": 410}}`
	events <- `{"type": "MODIFIED", "object": {"metadata": {"name": "modified"}}}`
	await("listed", "modified")
}
