# SPDX-License-Identifier: MIT
#
#   make                  build build/release/beyatop from what is installed
#   make demo             install what is missing, then show a simulated fleet, held in memory
#   make test             install what is missing, then run every test
#   make MODE=asan        build for release (default), asan (with ubsan), tsan or cov
#   make help             list the other targets

MODE    ?= release
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
WERROR  ?= $(if $(CI),-Werror)

OUT := $(BUILD)/$(MODE)

# make V=1 shows the commands; make -s shows only errors.
Q    := $(if $(V),,@)
say   = $(if $(V)$(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %s  %s\n' $(1) $(2))

# --- Compiler and libraries ------------------------------------------------------------------

LIBS      := ncursesw libcurl libcjson libcrypto zlib

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wundef -Wvla -Wformat=2 -Wwrite-strings \
	    -Wpointer-arith -Wcast-qual -Wstrict-prototypes -Wmissing-prototypes \
	    -Wold-style-definition -Wimplicit-fallthrough

# The prefix map makes the same program in every folder.
CFLAGS_release := -O2 -g -DBEYATOP_RELEASE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE \
		  -ffile-prefix-map=$(CURDIR)=.
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
# "undefined" does not include conversions of doubles that are out of range.
SANITIZED   := address,undefined,float-cast-overflow
CFLAGS_asan := -O1 -g1 -fno-omit-frame-pointer -fsanitize=$(SANITIZED) -fno-sanitize-recover=undefined,float-cast-overflow
LDFLAGS_asan := -fsanitize=$(SANITIZED)
CFLAGS_tsan := -O1 -g1 -fno-omit-frame-pointer -fsanitize=thread
LDFLAGS_tsan := -fsanitize=thread
CFLAGS_cov := -O0 -g --coverage
LDFLAGS_cov := --coverage

ifeq ($(filter $(MODE),release asan tsan cov),)
$(error MODE=$(MODE) is not one of release, asan, tsan, cov)
endif

# ncursesw's own flags set _XOPEN_SOURCE=600, which hides POSIX.1-2008; ours replace them.
DEFINES  := -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
LIB_CFLAGS = $(filter-out -D_XOPEN_SOURCE=% -D_DEFAULT_SOURCE,$(shell pkg-config --cflags $(LIBS)))
LIB_LDLIBS = $(shell pkg-config --libs $(LIBS)) -lm

ALL_CFLAGS = -std=c17 $(DEFINES) $(WARNINGS) $(WERROR) $(CFLAGS_$(MODE)) -pthread \
	     -Iinclude $(LIB_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = $(LDFLAGS_$(MODE)) -pthread $(LDFLAGS)

# --- The program --------------------------------------------------------------------------

CORE := $(patsubst %.c,$(OUT)/%.o,$(wildcard core/*/*.c))
TUI  := $(patsubst %.c,$(OUT)/%.o,$(filter-out tui/main.c,$(wildcard tui/*.c tui/*/*.c)))

.PHONY: all
all: have-libs $(OUT)/beyatop $(OUT)/layers

.PHONY: beyatop
beyatop: $(OUT)/beyatop

$(OUT)/beyatop: $(OUT)/tui/main.o $(OUT)/libtui.a $(OUT)/libcore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIB_LDLIBS) $(LDLIBS) -o $@

$(OUT)/libcore.a: $(CORE)
$(OUT)/libtui.a: $(TUI)
$(OUT)/lib%.a:
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# A folder of core or tui compiles with the include paths that tests/layers.txt allows it and no others:
# build/paths/core-fleet has a link for each folder that core/fleet may include from.
PATHS := $(BUILD)/paths

$(PATHS)/made: tests/layers.txt tests/layers
	$(Q)tests/layers --paths $(PATHS) && touch $@

$(OUT)/core/%.o: private ALL_CFLAGS += -I$(PATHS)/$(subst /,-,$(<D))
$(OUT)/tui/%.o: private ALL_CFLAGS += -I$(PATHS)/$(subst /,-,$(<D))
$(OUT)/tests/%.o: private ALL_CFLAGS += -Icore -Itui -Itests

$(OUT)/%.o: %.c Makefile | $(PATHS)/made
	$(call say,CC,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@

# For --version: the commit that git archive wrote into .gitattributes, else the one that git names; else empty.
$(OUT)/commit: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)id=$$(sed -n 's/^# .*: \([0-9a-f]\{10\}\).*/\1/p' .gitattributes 2>/dev/null); \
	id=$${id:-$$(git describe --exclude='*' --always --abbrev=10 --dirty=-modified 2>/dev/null)}; \
	[ "$$id" = "$$(cat $@ 2>/dev/null)" ] && [ -e $@ ] || echo "$$id" >$@

.PHONY: FORCE
FORCE:

$(OUT)/tui/main.o: $(OUT)/commit
$(OUT)/tui/main.o: private ALL_CFLAGS += -DBEYATOP_COMMIT=\"$$(cat $(OUT)/commit)\"

# Checks includes and symbols against tests/layers.txt.
$(OUT)/layers: tests/layers tests/layers.txt $(CORE) $(TUI) $(OUT)/tui/main.o
	$(Q)tests/layers $(OUT) && touch $@

.PHONY: layers
layers: have-libs $(OUT)/layers

-include $(wildcard $(OUT)/*/*.d $(OUT)/*/*/*.d $(OUT)/*/*/*/*.d)

# --- Missing packages ------------------------------------------------------------------------

# tests/install knows which package provides what.
export BEYATOP_ENGINES := $(BUILD)/engines

.PHONY: have-libs
have-libs:
	@CC="$(CC)" tests/install --check build

# make runs again after an installation: pkg-config may be new.
# Obeys the caller's -j; without one, uses every core. make passes its jobserver on only to recipes that
# contain $(MAKE) literally.
JOBS    := $(shell nproc)
SUBFLAGS = --no-print-directory $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(JOBS))

# --- Demo -----------------------------------------------------------------------------------

# ENGINE=dynoxide or dynalite: the demo on that engine instead of the tests' own server.
SESSIONS ?= 4818
ENGINE   ?=
FLEET    := $(patsubst %.c,$(OUT)/%.o,$(filter-out tests/fleet/test_%,\
	    $(wildcard tests/fleet/*.c tests/server/*.c)))

$(OUT)/tests/fleet/fleet: $(FLEET) $(OUT)/libcore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIB_LDLIBS) $(shell pkg-config --libs libssl) $(LDLIBS) -o $@

DEMO := $(OUT)/beyatop $(OUT)/tests/fleet/fleet

.PHONY: demo
demo:
	$(if $(filter-out dynoxide dynalite,$(ENGINE)),$(error ENGINE must be dynoxide or dynalite, not $(ENGINE)))
	@CC="$(CC)" tests/install build $(if $(ENGINE),engines)
	@echo "building $(DEMO)"
	@tests/progress $$($(MAKE) $(SUBFLAGS) -n $(DEMO) | grep -c 'CC .*\.o') $(MAKE) $(SUBFLAGS) $(DEMO)
	@$(if $(ENGINE),tests/engines/with-engine $(ENGINE)) tests/demo $(OUT) $(SESSIONS)

# --- Tests ----------------------------------------------------------------------------------

# Each test_*.c is a program; the other files in tests are helpers. The tests of a folder are linked into
# one program, which runs the test whose name it is called by.
TEST_SOURCES := $(wildcard tests/*/test_*.c tests/unit/*/test_*.c)
TEST_HELPERS := $(filter-out $(TEST_SOURCES) tests/kit/all.c tests/fleet/fleet.c tests/pty/shot.c tests/bench/% \
		tests/fuzz/%,$(wildcard tests/*/*.c)) tests/fuzz/fuzz_ini.c
TESTS        := $(TEST_SOURCES:%.c=$(OUT)/%)
TEST_LDLIBS   = $(shell pkg-config --libs cmocka vterm libssl) -lutil

$(OUT)/tests/libhelpers.a: $(TEST_HELPERS:%.c=$(OUT)/%.o)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Test code need not be fast, so it is compiled quickly.
$(TESTS:=.o): private ALL_CFLAGS += -U_FORTIFY_SOURCE -O0 -g1 -Wno-missing-prototypes -Dmain=$(*F)_main

$(sort $(dir $(TESTS))): %/: %/all
define test_folder
$(1)all: tests/kit/all.c $(filter $(1)test_%,$(TESTS:=.o)) $(OUT)/tests/libhelpers.a $(OUT)/libtui.a $(OUT)/libcore.a
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_CFLAGS) $$(ALL_LDFLAGS) '-DTESTS=$(patsubst $(1)%,T(%),$(filter $(1)test_%,$(TESTS)))' \
		$$^ $$(LIB_LDLIBS) $$(TEST_LDLIBS) $$(LDLIBS) -o $$@
$(filter $(1)test_%,$(TESTS)): $(1)all
	$$(Q)ln -sf all $$@
endef
$(foreach folder,$(sort $(dir $(TESTS))),$(eval $(call test_folder,$(folder))))

# See tests/kit/virtual_clock.h.
$(OUT)/tests/wire/all: private ALL_LDFLAGS += -Wl,--wrap=clock_mono_ms,--wrap=clock_wall_ms

# What make test proves in each mode. make test-all runs every test in every mode, with more rounds.
# - release: the program as it is installed: terminals, engines, manual pages, capacity, memory use
# - asan: no memory errors and no undefined behavior: units, screens, requests and responses
# - tsan: no data races: everything that runs a second thread
TEST_MODES    ?= release asan tsan
TESTS_release := $(filter tests/unit/docs/% tests/pty/% tests/engine/%,$(TEST_SOURCES)) tests/threads/test_memory.c \
		 $(addprefix tests/wire/test_,capacity.c http.c secrets.c scenarios.c sweep.c)
TESTS_asan    := $(filter-out tests/unit/docs/% tests/pty/% tests/engine/% \
		 $(addprefix tests/wire/test_,capacity.c secrets.c scenarios.c sweep.c),$(TEST_SOURCES)) $(addprefix tests/pty/test_,once.c storm.c)
TESTS_tsan    := $(filter tests/threads/% tests/wire/%,$(filter-out $(addprefix tests/wire/test_,capacity.c \
		 metadata.c read_only.c secrets.c server.c sso.c sts.c scenarios.c sweep.c),$(TEST_SOURCES))) tests/pty/test_storm.c

tests_of = $(patsubst %.c,$(BUILD)/$(1)/%,$(if $(EVERY_MODE),$(TEST_SOURCES),$(TESTS_$(1))))

.PHONY: mode-programs test-programs
mode-programs: $(call tests_of,$(MODE)) $(OUT)/beyatop $(OUT)/tests/fleet/fleet
test-programs: $(TESTS) $(OUT)/beyatop $(OUT)/tests/fleet/fleet

# Requests signed by botocore, for our signer to agree with.
export BEYATOP_SIGV4_CASES := $(BUILD)/sigv4-cases

$(BEYATOP_SIGV4_CASES): tests/unit/core/sigv4_botocore.py
	@mkdir -p $(@D)
	$(Q)/usr/bin/python3 $< $@

# dynoxide is packaged for one platform only.
ENGINES = $(if $(wildcard $(BEYATOP_ENGINES)/node_modules/@dynoxide),dynoxide) dynalite

.PHONY: test test-all
test:
	@CC="$(CC)" tests/install build engines test $(if $(wildcard /usr/bin/dpkg),deb)
	@for mode in $(TEST_MODES); do \
		echo "test: building $(BUILD)/$$mode"; \
		$(MAKE) $(SUBFLAGS) -s MODE=$$mode mode-programs || exit; \
	done
	@$(MAKE) $(SUBFLAGS) run-tests

test-all:
	@BEYATOP_ROUNDS=10 $(MAKE) --no-print-directory test EVERY_MODE=1

# Engine tests run on each engine, terminal tests on any.
.PHONY: run-tests
run-tests: $(BEYATOP_SIGV4_CASES)
	@set -- "tests/layers-test $(BUILD)/release" \
		"/usr/bin/python3 tests/chain/compare.py $(BUILD)/release/beyatop"; \
	with=tests/engines/with-engine; \
	for program in $(foreach mode,$(TEST_MODES),$(call tests_of,$(mode))); do \
		case $$program in \
		*/tests/engine/*) for engine in $(ENGINES); do \
			set -- "$$@" "$$with $$engine $$program"; done ;; \
		*/tests/pty/*) \
			set -- "$$@" "BEYATOP_BINARY=$${program%/tests/*}/beyatop $$with auto $$program" ;; \
		*) set -- "$$@" "$$program" ;; \
		esac; \
	done; \
	tests/run --limit $(if $(EVERY_MODE),3600,300) "$$@"

# The engine tests on any endpoint, with the caller's credentials.
ENGINE_TESTS := $(filter tests/engine/%,$(TEST_SOURCES))

.PHONY: check-endpoint
check-endpoint:
	@[ -n "$(ENDPOINT)" ] || { echo "make check-endpoint ENDPOINT=http://127.0.0.1:8000" >&2; exit 64; }
	@CC="$(CC)" tests/install build test
	@$(MAKE) $(SUBFLAGS) -s $(ENGINE_TESTS:%.c=$(OUT)/%)
	@BEYATOP_TEST_ENDPOINT="$(ENDPOINT)" tests/run --own-environment --limit 1800 $(ENGINE_TESTS:%.c=$(OUT)/%)

# libFuzzer on each tests/fuzz/fuzz_*.c; the corpus is kept between runs.
FUZZ_SECONDS ?= 60
FUZZERS      := $(patsubst %.c,%,$(wildcard tests/fuzz/fuzz_*.c))

$(FUZZERS:%=$(OUT)/%): %: %.o $(OUT)/libcore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer $^ $(LIB_LDLIBS) $(LDLIBS) -o $@

.PHONY: fuzz
fuzz:
	@CC=clang tests/install build fuzz
	@for fuzzer in $(FUZZERS:tests/fuzz/%=%); do \
		out=$(BUILD)/fuzz && mkdir -p $$out/corpus/$$fuzzer && \
		$(MAKE) $(SUBFLAGS) -s MODE=asan CC=clang BUILD=$$out CFLAGS=-fsanitize=fuzzer-no-link \
			$$out/asan/tests/fuzz/$$fuzzer && \
		$$out/asan/tests/fuzz/$$fuzzer -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
			-print_final_stats=1 $$out/corpus/$$fuzzer || exit; \
	done

# The read capacity that beyatop uses on tables of several sizes, measured for ten minutes.
CAPACITY_SECONDS ?= 600

.PHONY: measure-capacity
measure-capacity:
	@CC="$(CC)" tests/install build test
	@$(MAKE) $(SUBFLAGS) -s $(OUT)/tests/wire/test_capacity
	@BEYATOP_CAPACITY_SECONDS=$(CAPACITY_SECONDS) $(OUT)/tests/wire/test_capacity

# Benchmarks of keys, snapshots and recordings in large fleets; they cannot fail.
BENCHES := $(patsubst %.c,$(OUT)/%,$(wildcard tests/bench/*.c))

$(BENCHES): %: %.o $(OUT)/tests/libhelpers.a $(OUT)/libtui.a $(OUT)/libcore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIB_LDLIBS) $(TEST_LDLIBS) $(LDLIBS) -o $@

.PHONY: bench
bench:
	@CC="$(CC)" tests/install build test
	@$(MAKE) $(SUBFLAGS) -s $(BENCHES) $(OUT)/beyatop
	@for bench in $(BENCHES); do $$bench $(OUT)/beyatop || exit; done

# --- Lint and format ---------------------------------------------------------------

SOURCES := $(wildcard core/*/*.c tui/*.c tui/*/*.c tests/*/*.c tests/unit/*/*.c)
HEADERS := $(wildcard include/*.h core/*/*.h tui/*.h tui/*/*.h tests/*/*.h)

.PHONY: lint
lint:
	@CC="$(CC)" tests/install build test lint
	@$(MAKE) $(SUBFLAGS) run-lint

.PHONY: run-lint
run-lint:
	$(Q)clang-format --dry-run --Werror $(SOURCES) $(HEADERS)
	$(Q)printf '%s\n' $(SOURCES) | xargs -P$(JOBS) -n4 sh -c 'clang-tidy --quiet --warnings-as-errors="*" \
		--checks="$(TIDY_CHECKS)" "$$@" -- -std=c17 $(DEFINES) $(LINT_INCLUDES) $(LIB_CFLAGS)' clang-tidy
	$(Q)cppcheck -j$(JOBS) --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability \
		--inline-suppr $(CPPCHECK_FALSE:%=--suppress=%) $(LINT_INCLUDES) $(SOURCES)

LINT_INCLUDES := -Iinclude -Icore -Itui -Itests
# False alarms: a field initializer with the name of the variable; code after base_fatal(), which does not
# return.
CPPCHECK_FALSE := missingIncludeSystem legacyUninitvar nullPointerRedundantCheck \
		  nullPointerArithmeticRedundantCheck
# Left out: functions that glibc does not have; false alarms of version 14 on va_list with several files;
# products of small constants; ASCII letters in a char; sizeof of a pointer in arrays of pointers; bytes with
# a length, which need no NUL; in tests, string literals over several lines and loops in steps of a half.
TIDY_CHECKS   := -*,clang-analyzer-*,bugprone-*,-bugprone-easily-swappable-parameters,-clang-analyzer-security.insecureAPI.*,-clang-analyzer-valist.Uninitialized,-bugprone-implicit-widening-of-multiplication-result,-bugprone-suspicious-missing-comma,-clang-analyzer-security.FloatLoopCounter,-bugprone-narrowing-conversions,-bugprone-sizeof-expression,-bugprone-not-null-terminated-result

.PHONY: format
format:
	clang-format -i $(SOURCES) $(HEADERS)

# --- Installation ---------------------------------------------------------------------------

ZSH_DIR ?= $(PREFIX)/share/zsh/site-functions

# Each file, where it goes below DESTDIR, and its mode. The shell expands the folders, in quotes, so that they
# may contain any characters.
export DESTDIR PREFIX ZSH_DIR
INSTALLED := \
	$(OUT)/beyatop:$$PREFIX/bin/beyatop:755 \
	tui/share/beyatop.1:$$PREFIX/share/man/man1/beyatop.1:644 \
	tui/share/beyatop.config.5:$$PREFIX/share/man/man5/beyatop.config.5:644 \
	tui/share/beyatop-table.7:$$PREFIX/share/man/man7/beyatop-table.7:644 \
	tui/share/beyatop.bash:$$PREFIX/share/bash-completion/completions/beyatop:644 \
	tui/share/beyatop.fish:$$PREFIX/share/fish/vendor_completions.d/beyatop.fish:644 \
	tui/share/beyatop.zsh:$$ZSH_DIR/_beyatop:644

field = $(word $(2),$(subst :, ,$(1)))
target = "$$DESTDIR$(call field,$(1),2)"

.PHONY: install
install: all
	$(foreach file,$(INSTALLED),install -D -m $(call field,$(file),3) $(call field,$(file),1) $(call target,$(file)) &&) :

# Below DESTDIR, folders that are empty afterwards are removed too, but never those of the system itself.
.PHONY: uninstall
uninstall:
	rm -f $(foreach file,$(INSTALLED),$(call target,$(file)))
	@if [ -d "$$DESTDIR" ] && ! [ "$$DESTDIR" -ef / ]; then \
		cd "$$DESTDIR" && for file in $(foreach file,$(INSTALLED),"$(call field,$(file),2)"); do \
			folder=$${file%/*}; folder=$${folder#/}; \
			! [ -d "$$folder" ] || rmdir -p --ignore-fail-on-non-empty -- "$$folder"; \
		done; \
	fi

# A Debian package of the release build.
.PHONY: deb
deb:
	@CC="$(CC)" tests/install build deb
	@$(MAKE) $(SUBFLAGS) -s all
	@tests/deb $(BUILD) "$(MAKE)"

# The sources of the last commit.
VERSION := $(shell sed -n 's/^\#define BEYATOP_VERSION "\(.*\)"/\1/p' include/base.h)

.PHONY: dist
dist:
	@mkdir -p $(BUILD)
	$(Q)git archive --prefix=beyatop-$(VERSION)/ -o $(BUILD)/beyatop-$(VERSION).tar.gz HEAD
	@echo $(BUILD)/beyatop-$(VERSION).tar.gz

.PHONY: clean
clean:
	rm -rf $(BUILD)

.PHONY: help
help:
	@sed -n 's/^#   //p' Makefile
	@echo
	@echo 'make demo SESSIONS=N ENGINE=NAME       on dynoxide or dynalite, from npm, instead of in memory'
	@echo 'make install PREFIX=DIR DESTDIR=DIR    install it; make uninstall removes it'
	@echo 'make deb                               build a Debian package'
	@echo 'make dist                              pack the sources of the last commit'
	@echo 'make test-all                          run every test in every mode, for an hour or more'
	@echo 'make check-endpoint ENDPOINT=URL       run the engine tests on any endpoint with your credentials'
	@echo 'make measure-capacity                  measure read units for ten minutes'
	@echo 'make fuzz FUZZ_SECONDS=60              fuzz the parsers with libFuzzer'
	@echo 'make bench                             time key presses with up to a million sessions'
	@echo 'make lint                              check format, clang-tidy and cppcheck'
	@echo 'make format                            format the sources'
	@echo 'make layers                            check the dependencies between folders'
	@echo 'make screenshots                       redraw the screenshots of the README'
	@echo 'make clean                             remove the build folder'

# --- Screenshots ----------------------------------------------------------------------------

# Draws a virtual terminal as SVG.
$(OUT)/tests/pty/shot: $(OUT)/tests/pty/shot.o $(OUT)/tests/libhelpers.a $(OUT)/libcore.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) $^ $(LIB_LDLIBS) $(shell pkg-config --libs vterm) -lutil $(LDLIBS) -o $@

.PHONY: screenshots
screenshots:
	@CC="$(CC)" tests/install build screenshots
	@$(MAKE) $(SUBFLAGS) -s $(OUT)/beyatop $(OUT)/tests/fleet/fleet $(OUT)/tests/pty/shot
	@$(OUT)/tests/fleet/fleet demo --on-demand --speed 4 -- tests/screenshots $(OUT)
