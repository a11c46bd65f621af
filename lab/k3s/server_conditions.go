package main

import (
	"context"
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// keepConditions tells what k3s tells of its servers: their role, and whether their etcd member votes.
func keepConditions(ctx context.Context, config Config, client kubernetes.Interface) {
	for ctx.Err() == nil {
		labelServer(ctx, config, client)
		if config.shared() {
			reportVoter(ctx, config, client)
		}
		select {
		case <-ctx.Done():
		case <-time.After(3 * time.Second):
		}
	}
}

// labelServer adds what a kubelet may not say of itself.
func labelServer(ctx context.Context, config Config, client kubernetes.Interface) {
	roles := `"node-role.kubernetes.io/control-plane":"true"`
	if config.shared() {
		roles += `,"node-role.kubernetes.io/etcd":"true"`
	}
	patch := []byte(`{"metadata":{"labels":{` + roles + `}}}`)
	_, err := client.CoreV1().Nodes().Patch(ctx, config.NodeName, types.MergePatchType, patch, metav1.PatchOptions{})
	if err != nil && ctx.Err() == nil {
		logf("cannot label node %s yet: %v", config.NodeName, err)
	}
}

func reportVoter(ctx context.Context, config Config, client kubernetes.Interface) {
	voter, err := isVoter(ctx, config)
	status, reason := v1.ConditionFalse, "MemberIsLearner"
	if err != nil {
		status, reason = v1.ConditionUnknown, "EtcdUnreachable"
	} else if voter {
		status, reason = v1.ConditionTrue, "MemberNotLearner"
	}
	patch := fmt.Sprintf(`{"status":{"conditions":[{"type":"EtcdIsVoter","status":%q,"reason":%q,"lastHeartbeatTime":%q}]}}`,
		status, reason, time.Now().UTC().Format(time.RFC3339))
	nodes := client.CoreV1().Nodes()
	_, err = nodes.Patch(ctx, config.NodeName, types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{}, "status")
	if err != nil && ctx.Err() == nil {
		logf("cannot report the etcd member of %s: %v", config.NodeName, err)
	}
}
