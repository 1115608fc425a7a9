package storetest

import "syscall"

// dieWithUs ends a child when the tests are killed.
func dieWithUs(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
