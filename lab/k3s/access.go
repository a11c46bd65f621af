package main

import (
	"context"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	rbac "k8s.io/client-go/applyconfigurations/rbac/v1"
	"k8s.io/client-go/kubernetes"
)

// nodesRole is the role of every simulated node.
const nodesRole = "lab:node"

// manager owns the fields that the lab sets, and no others: a cordon is somebody else's and stays.
var manager = metav1.ApplyOptions{FieldManager: "k3s-lab", Force: true}

// grantNodes lets the nodes do what registering and playing a node takes, and nothing more.
func grantNodes(ctx context.Context, client kubernetes.Interface) error {
	role := rbac.ClusterRole(nodesRole).WithRules(
		rule("", "get list watch create update patch", "nodes"),
		rule("", "update patch", "nodes/status", "pods/status"),
		rule("", "get list watch update patch delete", "pods"),
		rule("", "create update patch", "events"),
		rule("coordination.k8s.io", "get list watch create update patch", "leases"),
	)
	if _, err := client.RbacV1().ClusterRoles().Apply(ctx, role, manager); err != nil {
		return err
	}
	binding := rbac.ClusterRoleBinding(nodesRole).
		WithRoleRef(rbac.RoleRef().WithAPIGroup("rbac.authorization.k8s.io").WithKind("ClusterRole").WithName(nodesRole)).
		WithSubjects(rbac.Subject().WithAPIGroup("rbac.authorization.k8s.io").WithKind("Group").WithName(nodesGroup))
	_, err := client.RbacV1().ClusterRoleBindings().Apply(ctx, binding, manager)
	return err
}

func rule(group, verbs string, resources ...string) *rbac.PolicyRuleApplyConfiguration {
	return rbac.PolicyRule().WithAPIGroups(group).WithVerbs(strings.Fields(verbs)...).WithResources(resources...)
}
