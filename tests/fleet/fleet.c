/* SPDX-License-Identifier: MIT */
/*
 * fleet: a simulated fleet of integration sessions, for the demo, the tests and the screenshots: in
 * a table of any endpoint that speaks DynamoDB's API, or in the tests' own server.
 *
 *   population.c  the sessions of the fleet, and when each one polls
 *   incidents.c   what goes wrong
 *   wire.c        sessions as request bodies
 *   store.c       the table: definition, creation, seeding
 *   play.c        the pollers
 *   scenario.c    scripted incidents of tests/scenario, instead of the above
 *   beside.c      a command that runs beside them
 *   chance.c      random numbers from a seed
 */
#include "clock.h"

#include "aws/credentials_chain.h"
#include "duration.h"
#include "dynamodb/ddb.h"
#include "fleet/beside.h"
#include "fleet/incidents.h"
#include "fleet/play.h"
#include "fleet/population.h"
#include "fleet/scenario.h"
#include "fleet/store.h"
#include "fleet/wire.h"
#include "number.h"
#include "server/server.h"

#include <errno.h>
#include <getopt.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_UNITS 5 /* as store_define() says */

struct options {
	/* what the client needs of it */
	struct settings settings;
	enum form form;
	bool is_mixed, is_on_demand, allows_aws;
	/* the table is in a server of our own */
	bool is_in_memory;
	uint64_t sessions, seed;
	/* 0: the clock's */
	int64_t now_ms;
	int64_t duration_ms;
	double speed;
	unsigned incidents;
	/* demo: plays it instead, from that time on; NULL: none */
	const char *scenario;
	int64_t from_ms;
	struct server *server;
	/* the command that runs beside the pollers, ended by NULL; NULL: none */
	char **program;
};

/* What a command works on. */
struct job {
	const struct options *options;
	struct ddb *ddb;
	struct stage stage;
	struct population population;
};

static bool create(struct job *job, struct error *err)
{
	const struct options *options = job->options;
	enum form form = options->is_mixed ? FORM_MISSING : options->form;

	if (!store_create(job->ddb, job->stage.table, form, options->is_on_demand, err)) {
		return false;
	}
	printf("fleet: created table %s\n", job->stage.table);
	return true;
}

static bool seed(struct job *job, struct error *err)
{
	if (!store_seed(job->ddb, &job->stage, &job->population, err)) {
		return false;
	}
	printf("fleet: wrote %zu sessions to %s\n", job->population.count, job->stage.table);
	return true;
}

static bool run(struct job *job, struct error *err)
{
	printf("fleet: polling %zu sessions\n", job->population.count);
	return play_run(job->ddb, &job->stage, &job->population, job->options->duration_ms, err);
}

static bool drop(struct job *job, struct error *err)
{
	if (!store_drop(job->ddb, job->stage.table, err)) {
		return false;
	}
	printf("fleet: deleted table %s\n", job->stage.table);
	return true;
}

/* The thread of the pollers, which ends with the process. */
static void *poll_for_ever(void *user)
{
	struct job *job = user;
	struct error err;

	(void)!play_run(job->ddb, &job->stage, &job->population, NEVER_MS, &err);
	return NULL;
}

/* The same, for a scenario. */
static void *play_for_ever(void *user)
{
	const struct options *options = ((struct job *)user)->options;
	struct scenario scenario;

	scenario_load(&scenario, options->scenario);
	scenario_play(&scenario, options->server, options->from_ms, options->speed);
}

/* "in-memory server on 127.0.0.1:40123, 4,818 sessions with simulated pollers" */
static void say_what_runs(const struct job *job)
{
	const struct options *options = job->options;
	const char *url = options->settings.endpoint_url, *host = strstr(url, "://");
	const char *engine = getenv("BEYATOP_TEST_ENGINE");
	char sessions[NUMBER_SIZE];

	number_format_count(job->population.count, sessions);
	if (options->scenario) {
		printf("demo: %s on an in-memory server\n", options->scenario);
		return;
	}
	printf("demo: %s on %s, %s sessions with simulated pollers\n",
		options->is_in_memory ? "in-memory server"
		: engine              ? engine
				      : "an engine",
		host ? host + strlen("://") : url, sessions);
}

static bool demo(struct job *job, struct error *err)
{
	const struct options *options = job->options;

	if (!options->scenario &&
		((!options->is_in_memory && !create(job, err)) ||
			!store_seed(job->ddb, &job->stage, &job->population, err))) {
		return false;
	}
	if (options->scenario && !options->program) {
		play_for_ever(job);
	}
	say_what_runs(job);
	if (!options->program) {
		return play_run(job->ddb, &job->stage, &job->population, options->duration_ms, err);
	}
	pthread_t thread;

	beside_block_signals();
	void *(*work)(void *) = options->scenario ? play_for_ever : poll_for_ever;

	if (pthread_create(&thread, NULL, work, job) != 0) {
		base_fatal("cannot start a thread");
	}
	int status = beside_run(options->program);

	printf("demo: stopped the pollers%s\n", options->is_in_memory ? " and the server" : "");
	fflush(stdout);
	_exit(status);
}

static bool define(struct job *job, struct error *err)
{
	(void)err;
	const struct options *options = job->options;
	struct buf text = {0};

	store_define(options->settings.table, options->is_mixed ? FORM_MISSING : options->form,
		options->is_on_demand, &text);
	fputs(buf_text(&text), stdout);
	buf_fini(&text);
	return true;
}

static const struct command {
	const char *name;
	bool (*run)(struct job *job, struct error *err);
	/* needs no endpoint */
	bool is_local;
	const char *help;
} commands[] = {
	{"define", define, true, "print the table's definition, for aws dynamodb create-table"},
	{"create", create, false, "create the table and wait until it is ACTIVE"},
	{"seed", seed, false, "write the sessions"},
	{"run", run, false, "simulate the pollers of the seeded sessions"},
	{"demo", demo, false,
		"create, seed and run, on an in-memory server unless --endpoint-url is given; "
		"with PROGRAM, until it ends"},
	{"drop", drop, false, "delete the table"},
};

/* The parsers of the options; each is false when the text is not what it takes. */

static bool parse_number(const char *text, uint64_t max, uint64_t *number)
{
	char *end;

	errno = 0;
	unsigned long long parsed = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9' || *end || errno || parsed > max) {
		return false;
	}
	*number = parsed;
	return true;
}

static bool set_endpoint(struct options *options, const char *text)
{
	options->settings.endpoint_url = text;
	return true;
}

static bool set_region(struct options *options, const char *text)
{
	options->settings.region = text;
	return true;
}

static bool set_table(struct options *options, const char *text)
{
	options->settings.table = text;
	return *text;
}

static bool set_active(struct options *options, const char *text)
{
	static const char *const names[] = {[FORM_S] = "S", [FORM_N] = "N", [FORM_BOOL] = "BOOL"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			options->form = (enum form)i;
			return true;
		}
	}
	return false;
}

static bool set_mixed(struct options *options, const char *text)
{
	(void)text;
	return options->is_mixed = true;
}

static bool set_on_demand(struct options *options, const char *text)
{
	(void)text;
	return options->is_on_demand = true;
}

static bool set_sessions(struct options *options, const char *text)
{
	return parse_number(text, 10000000, &options->sessions);
}

static bool set_seed(struct options *options, const char *text)
{
	return parse_number(text, UINT64_MAX, &options->seed);
}

static bool set_now(struct options *options, const char *text)
{
	uint64_t now_ms;

	if (!parse_number(text, 253402300799999, &now_ms)) {
		return false;
	}
	options->now_ms = (int64_t)now_ms;
	return true;
}

static bool set_duration(struct options *options, const char *text)
{
	return duration_parse(text, &options->duration_ms);
}

static bool set_speed(struct options *options, const char *text)
{
	char *end;

	options->speed = strtod(text, &end);
	return end != text && !*end && options->speed >= 0.01 && options->speed <= 1000;
}

static bool set_incidents(struct options *options, const char *text)
{
	struct error err;

	return incidents_parse(text, &options->incidents, &err);
}

static bool set_scenario(struct options *options, const char *text)
{
	options->scenario = text;
	return *text;
}

static bool set_from(struct options *options, const char *text)
{
	return duration_parse(text, &options->from_ms);
}

static bool set_allow_aws(struct options *options, const char *text)
{
	(void)text;
	return options->allows_aws = true;
}

static const struct option_info {
	/* argument NULL: it takes none */
	const char *name, *argument;
	bool (*set)(struct options *options, const char *text);
	const char *help;
} option_infos[] = {
	{"endpoint-url", "URL", set_endpoint, "DynamoDB endpoint (default: from AWS variables)"},
	{"region", "NAME", set_region, "region in the signature"},
	{"table", "NAME", set_table, "table name (beya-integration-sessions)"},
	{"active", "S|N|BOOL", set_active, "how isActive is stored (S); BOOL has no index for it"},
	{"mixed", NULL, set_mixed,
		"isActive in every form, some malformed attributes; no index for it"},
	{"on-demand", NULL, set_on_demand,
		"bill per request (default: 5 RCU and 5 WCU provisioned)"},
	{"sessions", "N", set_sessions, "number of sessions (800)"},
	{"seed", "N", set_seed, "the same seed makes the same fleet (1)"},
	{"now", "EPOCH_MS", set_now, "time at which the simulation starts (now)"},
	{"duration", "TIME", set_duration, "how long run polls, such as 30s or 5m (forever)"},
	{"speed", "X", set_speed, "speed up intervals and incidents by this factor (1)"},
	{"incident", "LIST", set_incidents,
		"all, none, or a comma-separated list of those below (all)"},
	{"scenario", "FILE", set_scenario, "demo: play that file of tests/scenario instead"},
	{"from", "TIME", set_from, "its simulated time at which that begins (0s)"},
	{"allow-aws", NULL, set_allow_aws, "allow AWS's own endpoint, which costs money"},
};

static void print_help(void)
{
	puts("Usage: fleet COMMAND [OPTION]... [-- PROGRAM [ARGUMENT]...]\n"
	     "A simulated fleet of integration sessions in a DynamoDB table.\n\nCommands:");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		printf("  %-7s %s\n", commands[i].name, commands[i].help);
	}
	puts("\nOptions:");
	for (size_t i = 0; i < ARRAY_LEN(option_infos); i++) {
		const struct option_info *info = &option_infos[i];

		printf("  --%-13s %-9s %s\n", info->name, info->argument ? info->argument : "",
			info->help);
	}
	puts("\nIncidents:");
	incidents_print_help(stdout);
}

/* Takes the options out of the table above into *options. */
static bool parse_options(int argc, char **argv, struct options *options, struct error *err)
{
	struct option longs[ARRAY_LEN(option_infos) + 1] = {0};

	for (size_t i = 0; i < ARRAY_LEN(option_infos); i++) {
		longs[i] = (struct option){.name = option_infos[i].name,
			.has_arg = option_infos[i].argument ? required_argument : no_argument,
			.val = (int)i};
	}
	opterr = 0;
	for (int choice; (choice = getopt_long(argc, argv, "+:", longs, NULL)) != -1;) {
		if (choice == '?' || choice == ':') {
			error_set(err, ERROR_USAGE, "%s: %s; see fleet --help", argv[optind - 1],
				choice == ':' ? "needs a value" : "no such option");
			return false;
		}
		const struct option_info *info = &option_infos[choice];

		if (!info->set(options, optarg)) {
			error_set(err, ERROR_USAGE, "--%s %s: not %s; see fleet --help", info->name,
				optarg, info->argument);
			return false;
		}
	}
	options->program = optind < argc ? argv + optind : NULL;
	return true;
}

static bool connect_to(const struct options *options, struct ddb **ddb, struct error *err)
{
	struct credentials_chain chain;
	struct credentials credentials = {0};
	bool ok = false;

	if (!credentials_chain_init(&chain, &options->settings, err)) {
		return false;
	}
	if (!credentials_chain_resolve(&chain, &credentials, err)) {
		goto out;
	}
	if (!chain.client.endpoint.is_custom && !options->allows_aws) {
		error_set(err, ERROR_USAGE,
			"This would write to AWS itself (%s): give --endpoint-url, or --allow-aws.",
			chain.client.endpoint.url);
		goto out;
	}
	*ddb = ddb_new(&chain.client.endpoint, &credentials);
	ok = true;
out:
	credentials_wipe(&credentials);
	credentials_chain_fini(&chain);
	return ok;
}

static void populate(struct job *job)
{
	const struct options *options = job->options;

	population_init(&job->population, options->sessions, options->seed, options->form,
		options->is_mixed);
	if (options->is_mixed) {
		incidents_apply_flaws(&job->population);
	}
	incidents_apply(&job->population, options->incidents);
	population_settle(&job->population);
}

static bool run_command(
	const struct command *command, const struct options *options, struct error *err)
{
	struct job job = {
		.options = options,
		.stage = {.table = options->settings.table,
			.start_ms = options->now_ms ? options->now_ms : clock_wall_ms(),
			.speed = options->speed},
	};

	if (command->is_local) {
		return command->run(&job, err);
	}
	if (!connect_to(options, &job.ddb, err)) {
		return false;
	}
	populate(&job);
	bool ok = command->run(&job, err);

	population_fini(&job.population);
	ddb_free(job.ddb);
	return ok;
}

/* Without the loopback interface a server listens, but nothing can connect to it. */
static bool has_loopback(struct error *err)
{
	const struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(1),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(
		AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0); /* to which connect() sends nothing */
	bool is_up =
		fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;

	if (fd >= 0) {
		close(fd);
	}
	return is_up || error_set(err, ERROR_NETWORK,
				"the loopback interface is down; as root: ip link set lo up");
}

/* Starts a server with an empty table, and points the options and the process at it. */
static bool start_server(struct options *options, struct error *err)
{
	static const enum server_form forms[] = {
		[FORM_S] = SERVER_FORM_S, [FORM_N] = SERVER_FORM_N, [FORM_BOOL] = SERVER_FORM_BOOL};
	struct server_settings settings = {
		.table = options->settings.table,
		.form = options->is_mixed ? SERVER_FORM_BOOL : forms[options->form],
		.read_capacity = options->is_on_demand ? 0 : READ_UNITS,
	};

	if (!has_loopback(err)) {
		return false;
	}
	beside_block_signals();
	options->server = server_start(&settings);
	const char *url = server_url(options->server);

	beside_unblock_signals();
	beside_set_environment(url, SERVER_KEY_ID, SERVER_SECRET);
	options->settings.endpoint_url = url;
	options->settings.region = SERVER_REGION;
	options->is_in_memory = true;
	return true;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].name, name) == 0) {
			return &commands[i];
		}
	}
	return NULL;
}

static bool execute(int argc, char **argv, struct error *err)
{
	struct options options = {
		.settings = {.table = "beya-integration-sessions"},
		.sessions = 800,
		.seed = 1,
		.duration_ms = NEVER_MS,
		.speed = 1,
	};

	if (argc < 2) {
		error_set(err, ERROR_USAGE, "no command; see fleet --help");
		return false;
	}
	const struct command *command = find_command(argv[1]);

	if (!command) {
		error_set(err, ERROR_USAGE, "%s: not a command; see fleet --help", argv[1]);
		return false;
	}
	if (!incidents_parse("all", &options.incidents, err) ||
		!parse_options(argc - 1, argv + 1, &options, err)) {
		return false;
	}
	if (options.program && command->run != demo) {
		error_set(err, ERROR_USAGE, "%s: not understood; see fleet --help",
			options.program[0]);
		return false;
	}
	if (options.scenario && (command->run != demo || options.settings.endpoint_url)) {
		error_set(err, ERROR_USAGE, "--scenario: only for demo on an in-memory server");
		return false;
	}
	if (command->run == demo && !options.settings.endpoint_url &&
		!start_server(&options, err)) {
		return false;
	}
	return run_command(command, &options, err);
}

/* SIGINT and SIGTERM keep their default action: there is nothing to put in order. */
int main(int argc, char **argv)
{
	struct error err = {0};

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		print_help();
		return 0;
	}
	if (execute(argc, argv, &err)) {
		return 0;
	}
	fprintf(stderr, "fleet: %s\n", err.text);
	return error_exit_status(&err);
}
