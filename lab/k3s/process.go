package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// patience is how long a child may take to stop before it is killed. The API server stops serving at once but
// then waits a minute for other nodes to end their watches; by then all it knew is in the datastore.
const patience = 2 * time.Second

// childEnded says that a child stopped by itself, which ends the whole node.
type childEnded struct {
	name  string
	state string
}

func (c *childEnded) Error() string {
	return fmt.Sprintf("%s ended by itself: %s", c.name, c.state)
}

// children run and end together: when one ends by itself, the context they belong to is cancelled.
type children struct {
	cancel  context.CancelCauseFunc
	running []*child
}

type child struct {
	name string
	cmd  *exec.Cmd
	done chan struct{}
	// replaceable says that its end is not the end of all.
	replaceable bool
}

// supervise runs the given work, then waits for a signal or for the first child to end, and stops them all.
func supervise(work func(ctx context.Context, children *children) error) error {
	// The kernel's "parent died" signal follows the thread that started the child: this one has to stay.
	runtime.LockOSThread()
	signals, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	ctx, cancel := context.WithCancelCause(signals)
	group := &children{cancel: cancel}
	failure := work(ctx, group)
	if failure == nil {
		<-ctx.Done()
	}
	// Asked before stop(), which ends the context itself and would make every failure look like a signal.
	cause := context.Cause(ctx)
	stop()
	group.stop()
	if ended := (*childEnded)(nil); errors.As(cause, &ended) {
		return ended
	}
	if cause != nil {
		return nil
	}
	return failure
}

// start runs a program whose output appears in ours, with its name in front of each line.
func (c *children) start(name, file string, arguments ...string) error {
	return c.run(name, exec.Command(file, arguments...), false)
}

// startReplaceable is start for a program whose end is not the end of all: whoever starts it asks hasEnded.
func (c *children) startReplaceable(name, file string, arguments ...string) error {
	return c.run(name, exec.Command(file, arguments...), true)
}

// startSelf runs one of the programs inside this executable. It shows as "k3s kube-apiserver" in lists of
// processes, not as the link in /proc that it was started from.
func (c *children) startSelf(name string, arguments ...string) error {
	cmd := exec.Command(ownFile(), append([]string{name}, arguments...)...)
	cmd.Args[0] = "k3s"
	return c.run(name, cmd, false)
}

func (c *children) run(name string, cmd *exec.Cmd, replaceable bool) error {
	logf("Starting %s", name)
	log := &prefixed{name: name}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = dieWithParent()
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("cannot start %s: %w", name, err)
	}
	started := &child{name: name, cmd: cmd, done: make(chan struct{}), replaceable: replaceable}
	c.running = append(c.running, started)
	go c.watch(started)
	return nil
}

func (c *children) watch(started *child) {
	_ = started.cmd.Wait()
	close(started.done)
	if !started.replaceable {
		c.cancel(&childEnded{started.name, started.cmd.ProcessState.String()})
	}
}

func (c *children) indexOf(name string) int {
	return slices.IndexFunc(c.running, func(child *child) bool { return child.name == name })
}

// hasEnded says whether a program that was started does not run any more.
func (c *children) hasEnded(name string) bool {
	select {
	case <-c.running[c.indexOf(name)].done:
		return true
	default:
		return false
	}
}

// end stops a replaceable program, unless it has ended; it can then be started again.
func (c *children) end(name string) {
	at := c.indexOf(name)
	ending := c.running[at]
	c.running = slices.Delete(c.running, at, at+1)
	ending.stop()
}

// stop ends the children one after the other, the last one started first.
func (c *children) stop() {
	for _, child := range slices.Backward(c.running) {
		child.stop()
	}
}

func (c *child) stop() {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.done:
	case <-time.After(patience):
		logf("%s did not stop in %s and is killed", c.name, patience)
		_ = c.cmd.Process.Kill()
		<-c.done
	}
}
