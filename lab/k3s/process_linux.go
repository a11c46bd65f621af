package main

import "syscall"

// dieWithParent makes the kernel kill a child whose parent has gone, also after a SIGKILL.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
