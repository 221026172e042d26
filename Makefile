# Countersign. `make` alone lists what it can do.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build demo test coverage chaos histories fuzz bench bench-ledger bench-growth bench-jmh bench-flood bench-classes fast image format clean

# A folder with the larger published vector sets. Tests on them run where it is given.
export COUNTERSIGN_VECTORS ?=

SERVER := signer-server/target
JAR := $(SERVER)/signer-server-0.1.0.jar
SOURCES := pom.xml $(wildcard */pom.xml) $(shell find proto signer-client signer-server softhsm -path '*/src/main/*' -type f)
BENCH_CLASSES = $(SERVER)/test-classes:$(SERVER)/classes:$$(cat $(SERVER)/test.classpath)
JMH := $(addprefix signer-server/src/test/java/dev/countersign/signer/,hsm/pkcs11/DriverJmh.java decode/DecodeJmh.java decode/HostileJmh.java policy/PolicyJmh.java)
LEDGER_BENCH = $(JAVA); "$$JAVA_HOME/bin/java" @bin/serve.jvm -cp "$(BENCH_CLASSES)" \
	  dev.countersign.signer.endtoend.bench.LedgerBenchmark
NAME = countersign:0.1.0
BASE =
JAVA = JAVA_HOME="$$(bin/find-java)"; export JAVA_HOME
MAVEN := mvn -B -ntp

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(JAR) ## Build the server and the client, without tests

demo: $(JAR) ## Show the main job on a throw-away token: sign, refuse, kill, restart, verify
	@bin/setup
	@bin/demo

test: ## Build everything and run every test
	@bin/setup
	@$(JAVA); $(MAVEN) verify; bin/left-out

coverage: ## As `make test`, and write which lines the tests reach into target/site/jacoco of each module
	@bin/setup
	@$(JAVA); $(MAVEN) verify -Pcoverage

chaos: ## Kill servers, ledgers and archivings KILLS=30 times each (or for MINUTES=600, each), torment tokens for SECONDS=300; SEED=…
	@bin/setup
	@$(JAVA); $(MAVEN) -q -pl signer-server -am -Dspotless.check.skip=true verify \
	  -Dtest='LedgerKillTest,ArchiveKillTest' -Dit.test='*ChaosIT' -Dsurefire.failIfNoSpecifiedTests=false \
	  -Dfailsafe.failIfNoSpecifiedTests=false -Dcountersign.chaos.kills=$(or $(KILLS),30) \
	  -Dcountersign.chaos.minutes=$(or $(MINUTES),600) \
	  -Dcountersign.chaos.seconds=$(or $(SECONDS),300) -Dcountersign.chaos.seed=$(or $(SEED),$(shell date +%s))

histories: ## On each kind of ledger check COUNT=1000 histories of concurrent calls, and LIVES=100 lives of each model
	@bin/setup
	@$(JAVA); $(MAVEN) -q -pl signer-server -am -Dspotless.check.skip=true test \
	  -Dtest='LinearizabilityTest,LostConnectionsTest,LedgerModelTest,OutstandingModelTest,WorthModelTest,LeverModelTest' \
	  -Dsurefire.failIfNoSpecifiedTests=false -Dcountersign.histories=$(or $(COUNT),1000) \
	  -Dcountersign.lives=$(or $(LIVES),100)

fuzz: bench-classes ## Throw hostile bytes at every parser, SECONDS=60 each; TARGET=… for one
	@cd signer-server; $(subst bin/,../bin/,$(JAVA)); "$$JAVA_HOME/bin/java" -cp "$(subst $(SERVER),target,$(BENCH_CLASSES))" \
	  dev.countersign.signer.fuzz.Fuzzing $(or $(SECONDS),60) $(TARGET)

bench: bench-classes ## Measure signing beside a loop in C, and the ledger; also writes target/bench.json; QUICK=1 only tries it
	@$(JAVA); "$$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$(BENCH_CLASSES)" \
	  dev.countersign.signer.endtoend.bench.SigningBenchmark target/bench.json $(if $(QUICK),quick)
	@$(LEDGER_BENCH) target/bench.json add $(if $(QUICK),quick)

bench-ledger: bench-classes ## Measure the ledger alone beside a loop that syncs the disk, into target/bench-ledger.json; QUICK=1 tries it
	@$(LEDGER_BENCH) target/bench-ledger.json $(if $(QUICK),quick)

bench-growth: bench-classes ## Fill a ledger to ENTRIES=1000000, PER_DAY=100000 payments a day, and measure it on the way; ENGINE=postgres for that
	@$(JAVA); "$$JAVA_HOME/bin/java" @bin/serve.jvm -cp "$(BENCH_CLASSES)" \
	  dev.countersign.signer.endtoend.bench.LedgerGrowth target/bench-growth.json \
	  $(or $(ENTRIES),1000000) $(or $(PER_DAY),100000) $(or $(ENGINE),sqlite)

bench-jmh: bench-classes ## Measure drivers, decoders and policies alone with JMH, into target/jmh.json; ONLY=Decode for some; QUICK=1 tries it
	@rm -rf $(SERVER)/jmh && mkdir -p $(SERVER)/jmh
	@$(JAVA); "$$JAVA_HOME/bin/javac" -nowarn -d $(SERVER)/jmh -cp "$(BENCH_CLASSES)" \
	  -processor org.openjdk.jmh.generators.BenchmarkProcessor $(JMH)
	@$(JAVA); "$$JAVA_HOME/bin/java" -cp "$(SERVER)/jmh:$(BENCH_CLASSES)" org.openjdk.jmh.Main "$(ONLY)" -prof gc \
	  $(if $(QUICK),-f 1 -wi 1 -w 100ms -i 2 -r 100ms) -rf json -rff target/jmh.json

bench-flood: bench-classes ## Measure what a flood of the largest PSBTs takes of a server's memory
	@$(JAVA); "$$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$(BENCH_CLASSES)" \
	  dev.countersign.signer.endtoend.bench.FloodBenchmark

bench-classes:
	@bin/setup
	@mkdir -p target
	@$(JAVA); $(MAVEN) -q -pl signer-server -am -Dspotless.check.skip=true \
	  test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath

fast: $(JAR) ## Let this checkout's server start faster, until the next build
	@bin/setup
	@deploy/train bin/countersign $(SERVER)/serve.aot

image: $(JAR) ## Build the signer's container image; BASE=… names one with the HSM's library
	@bin/setup
	@$(JAVA); deploy/stage
	@docker build --quiet --tag $(NAME) --build-arg VERSION=0.1.0 $(if $(BASE),--build-arg BASE=$(BASE)) \
	  --file deploy/Dockerfile target/image

format: ## Format the sources as the build demands
	@$(JAVA); $(MAVEN) -q spotless:apply

clean: ## Remove everything that was built
	@rm -rf target */target

$(JAR): $(SOURCES)
	@bin/setup
	@rm -f $(SERVER)/serve.aot
	@$(JAVA); $(MAVEN) -q -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true package
	@touch $@
