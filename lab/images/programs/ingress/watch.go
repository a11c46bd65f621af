package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"slices"
	"sync"
	"time"
)

// pause is waited after a watch has broken off, so that a restarting API server is not pushed.
const pause = time.Second

// store keeps one kind of objects as the API server has them. While that is away, it keeps what it knows.
type store[T object] struct {
	path   string
	synced chan struct{}
	once   sync.Once
	lock   sync.RWMutex
	known  map[string]T
}

func newStore[T object](path string) *store[T] {
	return &store[T]{path: path, synced: make(chan struct{}), known: map[string]T{}}
}

func (s *store[T]) all() []T {
	s.lock.RLock()
	defer s.lock.RUnlock()
	return slices.Collect(maps.Values(s.known))
}

// follow lists and watches for ever. A watch that ends, for whatever reason, begins again with a list.
func (s *store[T]) follow(ctx context.Context, api *api) {
	for ctx.Err() == nil {
		if err := s.listAndWatch(ctx, api); err != nil && ctx.Err() == nil {
			log.Printf("%s: %v", s.path, err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

func (s *store[T]) listAndWatch(ctx context.Context, api *api) error {
	version, err := s.list(ctx, api)
	if err != nil {
		return err
	}
	s.once.Do(func() { close(s.synced) })
	return s.watch(ctx, api, version)
}

func (s *store[T]) list(ctx context.Context, api *api) (version string, err error) {
	body, err := api.get(ctx, s.path)
	if err != nil {
		return "", err
	}
	defer body.Close()
	var list struct {
		Metadata metadata `json:"metadata"`
		Items    []T      `json:"items"`
	}
	if err := json.NewDecoder(body).Decode(&list); err != nil {
		return "", err
	}
	known := map[string]T{}
	for _, item := range list.Items {
		known[keyOf(item)] = item
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.known = known
	return list.Metadata.ResourceVersion, nil
}

// watch takes over changes until the stream ends.
func (s *store[T]) watch(ctx context.Context, api *api, version string) error {
	body, err := api.get(ctx, s.path+"?watch=true&resourceVersion="+version)
	if err != nil {
		return err
	}
	defer body.Close()
	for stream := json.NewDecoder(body); ; {
		var event struct {
			Type   string          `json:"type"`
			Object json.RawMessage `json:"object"`
		}
		if err := stream.Decode(&event); err != nil {
			return fmt.Errorf("the watch has ended: %w", err)
		}
		if err := s.take(event.Type, event.Object); err != nil {
			return err
		}
	}
}

func (s *store[T]) take(kind string, encoded []byte) error {
	if kind == "ERROR" {
		return errors.New("the watch cannot go on: " + string(encoded))
	}
	var changed T
	if err := json.Unmarshal(encoded, &changed); err != nil {
		return err
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if kind == "DELETED" {
		delete(s.known, keyOf(changed))
	} else {
		s.known[keyOf(changed)] = changed
	}
	return nil
}

func keyOf(object object) string {
	return object.meta().Namespace + "/" + object.meta().Name
}
