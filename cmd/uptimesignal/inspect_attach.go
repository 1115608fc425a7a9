package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/uptimesignal/uptimesignal/client"
	"github.com/uptimesignal/uptimesignal/internal/inspect"
)

// attachTimeout bounds how long a server may take to judge an inspection.
const attachTimeout = time.Minute

// maxKeyFile bounds the file of an API key.
const maxKeyFile = 4 << 10

// attachFlags say to which incident of which server the result goes.
type attachFlags struct {
	Attach  string `placeholder:"INCIDENT" help:"Send the result to this incident of the server that watches, where it decides the diagnosis."`
	Server  string `placeholder:"URL" help:"That server, such as https://signal.example.com."`
	KeyFile string `name:"key-file" placeholder:"FILE" help:"Its API key with the scope write; unless given, that of UPTIMESIGNAL_API_KEY."`
}

// client returns the client of the server, nil if nothing is to be attached.
func (f attachFlags) client() (*client.Client, error) {
	switch {
	case f.Attach == "" && f.Server+f.KeyFile != "":
		return nil, wrong("--server and --key-file go with --attach")
	case f.Attach == "":
		return nil, nil
	case f.Server == "":
		return nil, wrong("--attach needs --server, the URL of the server that watches")
	}
	key, err := f.key()
	if err != nil {
		return nil, err
	}
	c, err := client.New(f.Server, key)
	if err != nil {
		return nil, wrong("--server: %v", err)
	}
	return c, nil
}

// key reads the API key. It stands in no message.
func (f attachFlags) key() (string, error) {
	key := os.Getenv("UPTIMESIGNAL_API_KEY")
	if f.KeyFile != "" {
		info, err := os.Stat(f.KeyFile)
		if err == nil && (info.IsDir() || info.Size() > maxKeyFile) {
			return "", wrong("--key-file: %s is not a file with one API key", f.KeyFile)
		}
		raw, err := os.ReadFile(f.KeyFile)
		if err != nil {
			return "", wrong("--key-file: %v", err)
		}
		key = string(raw)
	}
	if key = strings.TrimSpace(key); key == "" {
		return "", wrong("--attach needs an API key with the scope write: --key-file, or UPTIMESIGNAL_API_KEY in the environment")
	}
	return key, nil
}

// send attaches r and returns what the incident says from then on.
func (f attachFlags) send(ctx context.Context, c *client.Client, r inspect.Result) (client.IncidentDetail, error) {
	ctx, cancel := context.WithTimeout(ctx, attachTimeout)
	defer cancel()
	raw, err := json.Marshal(r)
	if err != nil {
		return client.IncidentDetail{}, fmt.Errorf("write the result: %w", err)
	}
	d, err := c.AttachInspection(ctx, f.Attach, raw)
	if e, ok := errors.AsType[*client.Error](err); ok {
		return d, wrong("the result was not attached: %s", strings.ReplaceAll(e.Detail, "\n", "; "))
	}
	if err != nil {
		return d, wrong("the result was not attached: %v", err)
	}
	return d, nil
}
