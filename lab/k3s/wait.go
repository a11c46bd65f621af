package main

import (
	"context"
	"time"

	"k8s.io/client-go/kubernetes"
)

// waitForApi waits as long as it takes: a node without its API server keeps trying, as k3s does.
func waitForApi(ctx context.Context, client kubernetes.Interface) error {
	return poll(ctx, func() bool { return askReady(ctx, client) == nil })
}

func askReady(ctx context.Context, client kubernetes.Interface) error {
	return client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
}

func poll(ctx context.Context, ready func() bool) error {
	for !ready() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

// keepTrying does as a kubelet does with an API server that came up a moment ago and still refuses, because it has not
// taken in the node's rights yet, say: it tells why once and tries again.
func keepTrying(ctx context.Context, what string, act func() error) error {
	told := ""
	return poll(ctx, func() bool {
		err := act()
		if err != nil && err.Error() != told {
			told = err.Error()
			logf("cannot %s yet: %v", what, err)
		}
		return err == nil
	})
}
