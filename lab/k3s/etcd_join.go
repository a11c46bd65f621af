package main

import (
	"context"
	"net/url"
	"path/filepath"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// beginning is what etcd is told of its cluster; where it has data already it does not look at that.
type beginning struct {
	members []string
	state   string
}

// beginningOf says how this server's member starts: alone, or as one that joins, as k3s decides it.
func beginningOf(ctx context.Context, config Config) (found beginning, err error) {
	if config.Server == "" || exists(filepath.Join(config.etcdDir(), "member", "wal")) {
		return beginning{[]string{config.NodeName + "=" + config.etcdPeer()}, "new"}, nil
	}
	server, err := url.Parse(config.Server)
	if err != nil {
		return found, err
	}
	err = keepTrying(ctx, "join "+config.Server, func() error {
		return withEtcdAt(ctx, config, server.Hostname(), func(ctx context.Context, client *clientv3.Client) error {
			found, err = announce(ctx, client, config)
			return err
		})
	})
	return found, err
}

// announce adds this server to the members, unless an earlier start did. etcd takes in one learner at a time.
func announce(ctx context.Context, client *clientv3.Client, config Config) (beginning, error) {
	listed, err := client.MemberList(ctx)
	if err != nil {
		return beginning{}, err
	}
	members := listed.Members
	if memberAt(members, config.etcdPeer()) == nil {
		added, err := client.MemberAddAsLearner(ctx, []string{config.etcdPeer()})
		if err != nil {
			return beginning{}, err
		}
		members = added.Members
	}
	found := beginning{state: "existing"}
	for _, member := range members {
		found.members = append(found.members, nameOf(member, config)+"="+member.PeerURLs[0])
	}
	return found, nil
}

// nameOf knows the own member, which has no name before it was started for the first time.
func nameOf(member *pb.Member, config Config) string {
	if member.PeerURLs[0] == config.etcdPeer() {
		return config.NodeName
	}
	return member.Name
}

// becomeVoter waits until this server's member runs, and has it promoted when it is one that has joined.
func becomeVoter(ctx context.Context, config Config) error {
	return keepTrying(ctx, "become a voting member", func() error {
		return withOwnEtcd(ctx, func(ctx context.Context, client *clientv3.Client) error {
			status, err := client.Status(ctx, etcdClients)
			if err != nil || !status.IsLearner {
				return err
			}
			return promote(ctx, config, status.Header.MemberId)
		})
	})
}

// promote asks the server that was joined: a learner cannot ask for itself.
func promote(ctx context.Context, config Config, member uint64) error {
	server, err := url.Parse(config.Server)
	if err != nil {
		return err
	}
	return withEtcdAt(ctx, config, server.Hostname(), func(ctx context.Context, client *clientv3.Client) error {
		_, err := client.MemberPromote(ctx, member)
		return err
	})
}
