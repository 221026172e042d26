# Countersign. `make` alone lists what it can do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build demo test bench format clean

# A folder with the larger published vector sets. Tests on them run where it is given.
export COUNTERSIGN_VECTORS ?=

SERVER := signer-server/target
JAR := $(SERVER)/signer-server-0.1.0.jar
SOURCES := pom.xml $(wildcard */pom.xml) $(shell find proto signer-client signer-server softhsm -path '*/src/main/*' -type f)
JAVA = JAVA_HOME="$$(bin/find-java)"; export JAVA_HOME
MAVEN := mvn -B -ntp

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(JAR) ## Build the server and the client, without tests

demo: $(JAR) ## Show the main job on a throw-away token: sign, refuse, kill, restart, verify
	@bin/setup
	@bin/demo

test: ## Build everything and run every test
	@bin/setup
	@$(JAVA); $(MAVEN) verify; bin/left-out

bench: ## Measure signing: the raw token beside the whole path; also writes target/bench.json
	@bin/setup
	@mkdir -p target
	@$(JAVA); $(MAVEN) -q -pl signer-server -am -Dspotless.check.skip=true \
	  test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath
	@$(JAVA); "$$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
	  -cp "$(SERVER)/test-classes:$(SERVER)/classes:$$(cat $(SERVER)/test.classpath)" \
	  dev.countersign.signer.endtoend.SigningBenchmark target/bench.json

format: ## Format the sources as the build demands
	@$(JAVA); $(MAVEN) -q spotless:apply

clean: ## Remove everything that was built
	@rm -rf target */target

$(JAR): $(SOURCES)
	@bin/setup
	@$(JAVA); $(MAVEN) -q -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true package
	@touch $@
