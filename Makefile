# The tasks of this repository; `make help` lists them.
# Needed: Go. `make test` installs what its tests need besides (Debian, root or sudo).
GO      ?= go
BIN     := uptimesignal
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
GOLDEN  := Golden|Picture|Compose|OpenAPI|Reference|Generated|Docs|Kinds
TOOL    := $(GO) tool -modfile=tools/go.mod

.PHONY: help build run demo test race check fuzz gen verify kill bench lab-score vendor-assets setup

help: ## list the tasks
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

build: ## build ./uptimesignal (no cgo, reproducible)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/uptimesignal

run: build ## build and serve on http://localhost:8080 with SQLite in ./data
	./$(BIN) serve

demo: build ## the same, with endpoints that start to refuse for real reasons
	./$(BIN) demo

setup: ## install what the tests need: PostgreSQL, Chromium, nginx, Apache, lighttpd, Caddy
	@./tools/dev/setup.sh

test: setup ## do all the set-up and run every test
	$(GO) test ./...

race: setup ## the tests under the race detector
	$(GO) test -race ./...

check: ## format, vet, staticcheck, modernisers, known vulnerabilities
	@./tools/dev/check.sh

fuzz: ## each fuzz target for FUZZTIME (30s)
	@./tools/dev/fuzz.sh

gen: ## write everything that is generated: queries, references, golden files
	$(TOOL) sqlc generate -f internal/store/sqlc.yaml
	$(GO) test ./cmd/uptimesignal ./internal/alert ./internal/api ./internal/config ./internal/diagnose ./internal/notify -run '$(GOLDEN)' -update

verify: gen ## fail when something generated is out of date
	git diff --exit-code

vendor-assets: ## compare the vendored assets with what npm publishes
	@./tools/dev/vendor-assets.sh

kill: build ## kill -9 the server 200 times and lose no alert
	UPTIMESIGNAL_KILL_ROUNDS=200 $(GO) test ./internal/app ./internal/store -run Kill -count=1 -timeout 60m -v

bench: build ## measure beside our peers, on this machine (see bench/README.md)
	bench/run.sh

lab-score: build ## install and start the lab, score the diagnoses, write docs/lab-score.md
	lab/lab-score.sh
