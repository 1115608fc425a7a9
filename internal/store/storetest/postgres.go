package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver that makes the databases
)

// A Cluster is a PostgreSQL server of the tests' own, made of the binaries of
// this machine in a folder that goes with it.
type Cluster struct {
	dir   string
	port  int
	cmd   *exec.Cmd
	names atomic.Int64
}

// errNoPostgres says that the binaries are not installed.
var errNoPostgres = errors.New("no PostgreSQL binaries in /usr/lib/postgresql/*/bin or in PATH")

// StartCluster starts a server. Its data are not synced to disk. Stop it at
// the end.
func StartCluster(ctx context.Context) (c *Cluster, err error) {
	bin, err := postgresBin()
	if err != nil {
		return nil, err
	}
	// Not under a test's folder: the user postgres must be able to enter it.
	dir, err := os.MkdirTemp("", "uptimesignal-pg-")
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	as, err := ownerOf(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "test", "-A", "trust", "--no-sync", "--locale=C", "-E", "UTF8")
	initdb.SysProcAttr, initdb.Dir = as, dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	c = &Cluster{dir: dir, port: port}
	c.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-k", dir,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "shared_buffers=32MB", "-c", "max_connections=200")
	c.cmd.SysProcAttr, c.cmd.Dir = as, dir
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	c.cmd.Stdout, c.cmd.Stderr = log, log
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start postgres: %w", err)
	}
	if err := c.wait(ctx); err != nil {
		said, _ := os.ReadFile(filepath.Join(dir, "log"))
		return nil, errors.Join(fmt.Errorf("%w\n%s", err, said), c.Stop())
	}
	return c, nil
}

// postgresBin returns the newest folder of binaries.
func postgresBin() (string, error) {
	dirs, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.Sort(dirs)
	for _, dir := range slices.Backward(dirs) {
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err == nil {
			return dir, nil
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", errNoPostgres
}

// ownerOf gives dir to the user postgres if we are root, whom PostgreSQL does
// not serve.
func ownerOf(dir string) (*syscall.SysProcAttr, error) {
	attr := new(syscall.SysProcAttr)
	dieWithUs(attr)
	if os.Getuid() != 0 {
		return attr, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err := errors.Join(err1, err2, os.Chown(dir, uid, gid)); err != nil {
		return nil, err
	}
	attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return attr, nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (c *Cluster) wait(ctx context.Context) error {
	d, err := sql.Open("pgx", c.URL("postgres"))
	if err != nil {
		return err
	}
	defer d.Close()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		err := d.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for postgres: %w", err)
		case <-tick.C:
		}
	}
}

// URL returns the URL of a database of the cluster.
func (c *Cluster) URL(name string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword("test", "swordfish"), Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)), Path: "/" + name}
	return u.String() + "?sslmode=disable"
}

// NewDatabase makes an empty database and returns its URL.
func (c *Cluster) NewDatabase(t testing.TB) string {
	t.Helper()
	d, err := sql.Open("pgx", c.URL("postgres"))
	must(t, err)
	defer d.Close()
	name := fmt.Sprintf("test_%d", c.names.Add(1))
	_, err = d.ExecContext(context.Background(), "CREATE DATABASE "+name)
	must(t, err)
	return c.URL(name)
}

// Pause stops the server's processes where they are, as a machine does that
// hangs, until Resume.
func (c *Cluster) Pause() error { return c.signalAll(syscall.SIGSTOP) }

// Resume undoes Pause.
func (c *Cluster) Resume() error { return c.signalAll(syscall.SIGCONT) }

// signalAll signals the server and its children, which it lists by itself.
func (c *Cluster) signalAll(sig syscall.Signal) error {
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", c.cmd.Process.Pid, c.cmd.Process.Pid))
	if err != nil {
		return err
	}
	pids := []int{c.cmd.Process.Pid}
	var pid int
	for f := range strings.FieldsSeq(string(children)) {
		if pid, err = strconv.Atoi(f); err != nil {
			return err
		}
		pids = append(pids, pid)
	}
	var errs []error
	for _, p := range pids {
		errs = append(errs, syscall.Kill(p, sig))
	}
	return errors.Join(errs...)
}

// Stop ends the server and removes its data.
func (c *Cluster) Stop() error {
	_ = c.cmd.Process.Signal(syscall.SIGQUIT) // at once: nothing of it is kept
	_ = c.cmd.Wait()                          // says that it was told to quit
	return os.RemoveAll(c.dir)
}
