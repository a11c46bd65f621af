package main

import (
	"context"
	"fmt"
	"time"

	coordination "k8s.io/api/coordination/v1"
	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
)

// keepLeases renews the leases of the nodes of this process, as kubelets do. kwok could do it, too, but it would play
// only pods of nodes whose lease it sees in its own hands at that moment; on a busy machine it sees that a moment too
// late, and what it has passed over by then it never looks at again.
func keepLeases(ctx context.Context, config Config, client kubernetes.Interface) {
	for _, name := range config.nodeNames() {
		renew := func() error { return renewLease(ctx, client, name, config.LabLeaseSeconds) }
		keep := func(ctx context.Context) { _ = keepTrying(ctx, "renew the lease of node "+name, renew) }
		interval := time.Duration(config.LabLeaseSeconds) * time.Second / 4
		go wait.JitterUntilWithContext(ctx, keep, interval, 0.04, true)
	}
}

func renewLease(ctx context.Context, client kubernetes.Interface, name string, seconds int) error {
	now := time.Now().UTC().Format(metav1.RFC3339Micro)
	spec := fmt.Sprintf(`{"spec":{"holderIdentity":%q,"leaseDurationSeconds":%d,"renewTime":%q}}`, name, seconds, now)
	leases := client.CoordinationV1().Leases(v1.NamespaceNodeLease)
	_, err := leases.Patch(ctx, name, types.MergePatchType, []byte(spec), metav1.PatchOptions{})
	if apierrors.IsNotFound(err) {
		return createLease(ctx, client, name, int32(seconds))
	}
	return err
}

// createLease makes a lease that goes when its node is removed.
func createLease(ctx context.Context, client kubernetes.Interface, name string, seconds int32) error {
	node, err := client.CoreV1().Nodes().Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	now := metav1.NowMicro()
	lease := &coordination.Lease{
		ObjectMeta: metav1.ObjectMeta{
			Name:            name,
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "v1", Kind: "Node", Name: name, UID: node.UID}},
		},
		Spec: coordination.LeaseSpec{HolderIdentity: &name, LeaseDurationSeconds: &seconds, RenewTime: &now},
	}
	_, err = client.CoordinationV1().Leases(v1.NamespaceNodeLease).Create(ctx, lease, metav1.CreateOptions{})
	return err
}
