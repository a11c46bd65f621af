//go:build !linux

package main

import "syscall"

// dieWithParent has no counterpart outside Linux: a child may outlive a parent that is killed.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{}
}
