/* SPDX-License-Identifier: MIT */
/*
 * The fault matrix: for each fault what the snapshots say, that the good data survive, and that
 * reading resumes by itself when the fault is over. Every row has a server and a poller in a
 * process of their own, and several run at once, because a timeout takes its time.
 */
#include "buf.h"
#include "clock.h"
#include "poller.h"
#include "unit/aws_files.h"
#include "wire/server.h"
#include "wire/state_home.h"

#include <dlfcn.h>
#include <netdb.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define DEADLINE_MS      60000
#define SLOW_DEADLINE_MS 150000 /* four attempts of 15 s each, on a busy machine */
#define SESSIONS         50
#define DAY_MS           (INT64_C(24) * 3600 * 1000)
#define HOUR_MS          (INT64_C(3600) * 1000)
#define MAX_AT_ONCE      8
#define LONG_INTERVAL_MS (INT64_C(2) * DAY_MS) /* no session gets late while a row runs */

/* --- A resolver that can fail -------------------------------------------------------------- */

#define HOST "sessions.test"

static atomic_bool host_is_unknown;

/* libcurl's calls come here, because the program's symbols go before those of its libraries. */
int getaddrinfo(const char *restrict node, const char *restrict service,
	const struct addrinfo *restrict hints, struct addrinfo **restrict found)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
	*(void **)&real = dlsym(dlopen("libc.so.6", RTLD_LAZY), "getaddrinfo");
	bool is_ours = node && strcmp(node, HOST) == 0;
	if (is_ours && atomic_load(&host_is_unknown)) {
		return EAI_NONAME;
	}
	return real(is_ours ? "127.0.0.1" : node, service, hints, found);
}

/* --- The rows ------------------------------------------------------------------------------ */

/* Where a fault shows, and what else must hold. */
enum where {
	NOWHERE,      /* nothing is said: reading goes on as if nothing were */
	IN_ERROR,     /* the banner; the rows keep the age they had */
	IN_THROTTLED, /* or in the banner */
	IN_NOTICE,    /* reading goes on in another way */
	IN_RECONCILE,
	IN_ITEM,
	IN_WRITE,
};

struct trial;

struct row {
	const char *name;
	enum where where;
	enum error_kind kind;
	const char *said; /* a part of what must be shown */
	struct server_fault fault;
	/* Instead of the fault. */
	void (*begin)(struct trial *trial);
	void (*end)(struct trial *trial);
	bool is_first;    /* it is there when the poller starts: no data are shown before */
	bool is_for_good; /* no recovery without somebody's doing */
	bool is_slow;     /* timeouts */
	bool has_tls, has_name;
	enum server_projection projection;
};

static void refuse_connections(struct trial *trial);
static void accept_connections(struct trial *trial);
static void forget_host(struct trial *trial);
static void remember_host(struct trial *trial);
static void advance_clock(struct trial *trial);
static void put_clock_back(struct trial *trial);
static void correct_clock(struct trial *trial);
static void expire_keys(struct trial *trial);
static void renew_keys(struct trial *trial);
static void revoke_keys(struct trial *trial);
static void drop_table(struct trial *trial);
static void restore_table(struct trial *trial);
static void drop_index(struct trial *trial);
static void recreate_index(struct trial *trial);
static void restore_index(struct trial *trial);
static void compress_20_mb(struct trial *trial);
static void distrust_server(struct trial *trial);
static void trust_server(struct trial *trial);

#define SHOWS(place, error, text) .where = (place), .kind = (error), .said = (text)
#define ANY                       .operation = SERVER_ANY, .source = SERVER_ANY
#define ON(op)                    .operation = (op), .source = SERVER_ANY
#define DENIED(action)                                                                             \
	"{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"Message\":\"User: "      \
	"arn:aws:iam::123456789012:user/oncall is not authorized to perform: dynamodb:" action     \
	" on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/sessions\"}"
#define INTERNAL_ERROR                                                                             \
	"{\"__type\":\"com.amazonaws.dynamodb.v20120810#InternalServerError\","                    \
	"\"message\":\"The request processing has failed\"}"
#define HTML        "<html><body><h1>Sign in to the network</h1></body></html>"
#define XML         "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code></Error>"
#define BYTES_20_MB (20 << 20)

/* clang-format off */
static const struct row rows[] = {
	{.name = "throttling, with reasons", SHOWS(IN_THROTTLED, ERROR_THROTTLED, "IndexReadProvisionedThroughputExceeded"),
		.fault = {.kind = SERVER_THROTTLES, .operation = SERVER_QUERY, .source = SERVER_ACTIVE_INDEX}},
	{.name = "throttling, no reasons", SHOWS(IN_THROTTLED, ERROR_THROTTLED, "ProvisionedThroughputExceededException"),
		.fault = {.kind = SERVER_THROTTLES, .operation = SERVER_QUERY, .source = SERVER_ACTIVE_INDEX, .amount = 1}},
	{.name = "HTTP 500", SHOWS(IN_ERROR, ERROR_SERVICE, "InternalServerError"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 500, .body = INTERNAL_ERROR}},
	{.name = "HTTP 502, HTML", SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 502"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 502, .type = "text/html", .body = HTML}},
	{.name = "HTTP 503, empty", SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 503"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 503, .body = ""}},
	{.name = "HTTP 504, HTML", SHOWS(IN_ERROR, ERROR_SERVICE, "HTTP 504"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 504, .type = "text/html", .body = HTML}},
	{.name = "one HTTP 500, then none", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_ANSWERS, ANY, .times = 1, .status = 500, .body = INTERNAL_ERROR}},
	{.name = "connection refused", SHOWS(IN_ERROR, ERROR_NETWORK, "connect"),
		.begin = refuse_connections, .end = accept_connections},
	{.name = "connection reset", SHOWS(IN_ERROR, ERROR_NETWORK, "reset"),
		.fault = {.kind = SERVER_RESETS, ANY}},
	{.name = "hangs before the headers", SHOWS(IN_ERROR, ERROR_NETWORK, "timed out"),
		.fault = {.kind = SERVER_HANGS, ANY}, .is_slow = true},
	{.name = "hangs inside the body", SHOWS(IN_ERROR, ERROR_NETWORK, "timed out"),
		.fault = {.kind = SERVER_HANGS_IN_BODY, ANY}, .is_slow = true},
	{.name = "cut body", SHOWS(IN_ERROR, ERROR_NETWORK, "transfer closed"),
		.fault = {.kind = SERVER_CUTS_BODY, ANY}},
	{.name = "wrong x-amz-crc32", SHOWS(IN_ERROR, ERROR_NETWORK, "checksum"),
		.fault = {.kind = SERVER_SPOILS_CRC, ANY}},
	{.name = "gzip", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_COMPRESSES, ANY}},
	{.name = "chunked", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_CHUNKS, ANY}},
	{.name = "each answer 200 ms late", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_DELAYS, ANY, .amount = 200}},
	{.name = "HTML with 200", SHOWS(IN_ERROR, ERROR_PROTOCOL, "proxy or login page"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 200, .type = "text/html", .body = HTML}},
	{.name = "HTML with 403", SHOWS(IN_ERROR, ERROR_PROTOCOL, "proxy or login page"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 403, .type = "text/html", .body = HTML}},
	{.name = "XML with 200", SHOWS(IN_ERROR, ERROR_PROTOCOL, "not DynamoDB's"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 200, .type = "text/xml", .body = XML}},
	{.name = "XML with 403", SHOWS(IN_ERROR, ERROR_PROTOCOL, "not DynamoDB's"),
		.fault = {.kind = SERVER_ANSWERS, ANY, .status = 403, .type = "text/xml", .body = XML}},
	{.name = "20 MB body", SHOWS(IN_ERROR, ERROR_PROTOCOL, "larger than"),
		.fault = {.kind = SERVER_HUGE_BODY, ANY, .amount = BYTES_20_MB}},
	{.name = "20 MB body, gzip", SHOWS(IN_ERROR, ERROR_PROTOCOL, "larger than"),
		.begin = compress_20_mb},
	{.name = "JSON nested 10,000 deep", SHOWS(IN_ERROR, ERROR_PROTOCOL, "not DynamoDB's"),
		.fault = {.kind = SERVER_DEEP_BODY, ANY, .amount = 10000}},
	{.name = "wrong types everywhere", SHOWS(IN_ERROR, ERROR_PROTOCOL, ""),
		.fault = {.kind = SERVER_WRONG_TYPES, ANY}},
	{.name = "the same LastEvaluatedKey for ever", SHOWS(IN_ERROR, ERROR_PROTOCOL, "LastEvaluatedKey"),
		.fault = {.kind = SERVER_REPEATS_KEYS, ON(SERVER_QUERY), .amount = 1}},
	{.name = "two LastEvaluatedKeys in turn", SHOWS(IN_ERROR, ERROR_PROTOCOL, "LastEvaluatedKey"),
		.fault = {.kind = SERVER_REPEATS_KEYS, ON(SERVER_QUERY), .amount = 2}},
	{.name = "three empty pages with a key", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_EMPTY_PAGES, ON(SERVER_QUERY), .amount = 3}},
	{.name = "server an hour ahead", SHOWS(NOWHERE, ERROR_NONE, ""),
		.begin = advance_clock, .end = correct_clock},
	{.name = "server an hour behind", SHOWS(NOWHERE, ERROR_NONE, ""),
		.begin = put_clock_back, .end = correct_clock},
	{.name = "expired token, then a new login", SHOWS(IN_ERROR, ERROR_CREDENTIALS, "expired"),
		.begin = expire_keys, .end = renew_keys},
	{.name = "keys revoked, then restored", SHOWS(IN_ERROR, ERROR_CREDENTIALS, "UnrecognizedClient"),
		.begin = revoke_keys, .end = renew_keys},
	{.name = "AccessDenied on Query", SHOWS(IN_ERROR, ERROR_DENIED, "dynamodb:Query"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_QUERY), .status = 400, .body = DENIED("Query")}},
	{.name = "AccessDenied on Scan", SHOWS(IN_RECONCILE, ERROR_NONE, "dynamodb:Scan"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_SCAN), .status = 400, .body = DENIED("Scan")}},
	{.name = "AccessDenied on GetItem", SHOWS(IN_ITEM, ERROR_DENIED, "dynamodb:GetItem"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_GET_ITEM), .status = 400, .body = DENIED("GetItem")}},
	{.name = "AccessDenied on UpdateItem", SHOWS(IN_WRITE, ERROR_DENIED, "dynamodb:UpdateItem"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_UPDATE_ITEM), .status = 400,
			.body = DENIED("UpdateItem")}, .is_for_good = true},
	{.name = "HTTP 500 on UpdateItem", SHOWS(IN_WRITE, ERROR_SERVICE, "InternalServerError"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_UPDATE_ITEM), .status = 500, .body = INTERNAL_ERROR}},
	{.name = "table deleted", SHOWS(IN_ERROR, ERROR_NOT_FOUND, "does not exist"),
		.begin = drop_table, .end = restore_table},
	{.name = "index deleted", SHOWS(IN_NOTICE, ERROR_NONE, "no index Active-Sessions-Index"),
		.begin = drop_index, .end = restore_index},
	{.name = "index being created", SHOWS(IN_NOTICE, ERROR_NONE, "still being filled"),
		.begin = recreate_index, .end = restore_index},
	{.name = "BatchGetItem serves 10 keys of 50", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_UNPROCESSED, ON(SERVER_BATCH_GET_ITEM), .amount = 10},
		.is_first = true, .projection = SERVER_PROJECTS_KEYS},
	{.name = "AccessDenied on BatchGetItem", SHOWS(IN_NOTICE, ERROR_NONE, "BatchGetItem"),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_BATCH_GET_ITEM), .status = 400,
			.body = DENIED("BatchGetItem")},
		.is_first = true, .projection = SERVER_PROJECTS_KEYS},
	{.name = "AccessDenied on DescribeTable", SHOWS(NOWHERE, ERROR_NONE, ""),
		.fault = {.kind = SERVER_ANSWERS, ON(SERVER_DESCRIBE_TABLE), .status = 400,
			.body = DENIED("DescribeTable")},
		.is_first = true},
	{.name = "unknown host", SHOWS(IN_ERROR, ERROR_NETWORK, "resolve"),
		.is_first = true, .has_name = true,
		.begin = forget_host, .end = remember_host},
	{.name = "TLS by an authority that AWS_CA_BUNDLE lacks", SHOWS(IN_ERROR, ERROR_NETWORK, "certificate"),
		.begin = distrust_server, .end = trust_server, .is_first = true, .has_tls = true},
};
/* clang-format on */

/* --- A trial of a row ---------------------------------------------------------------------- */

/* What is left of a trial. */
struct outcome {
	pid_t process;
	bool is_over;
	char failure[100]; /* "": none */
	char shown[400];
	int64_t recovered_ms;
};

struct trial {
	const struct row *row;
	struct server *server;
	struct settings settings;
	char url[80], ca_bundle[160];
	struct poller *poller;
	struct snapshot *snapshot; /* the newest */
	int64_t begun_mono_ms;     /* answers from then on are bad */
	int64_t ended_mono_ms;
	const char *failure; /* NULL: all is well; what was waited for in vain */
	char shown[400];
	int64_t recovered_ms;
};

static struct outcome *outcomes; /* one a row, shared by the processes */

static void refuse_connections(struct trial *trial)
{
	server_set_listening(trial->server, false);
}

static void accept_connections(struct trial *trial)
{
	server_set_listening(trial->server, true);
}

static void forget_host(struct trial *trial)
{
	(void)trial;
	atomic_store(&host_is_unknown, true);
}

static void remember_host(struct trial *trial)
{
	(void)trial;
	atomic_store(&host_is_unknown, false);
}

static void advance_clock(struct trial *trial)
{
	server_set_skew(trial->server, HOUR_MS);
}

static void put_clock_back(struct trial *trial)
{
	server_set_skew(trial->server, -HOUR_MS);
}

static void correct_clock(struct trial *trial)
{
	server_set_skew(trial->server, 0);
}

/* Renamed into place: the poller may be reading. */
static void write_keys(const char *key_id)
{
	struct buf text = {0};
	char other[160];
	const char *place = getenv("AWS_SHARED_CREDENTIALS_FILE");
	snprintf(other, sizeof(other), "%s.new", place);
	buf_printf(&text, "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", key_id,
		SERVER_SECRET);
	FILE *file = fopen(other, "w");
	if (!file || fputs(buf_text(&text), file) < 0 || fclose(file) != 0 ||
		rename(other, place) != 0) {
		base_fatal("cannot write %s", place);
	}
	buf_fini(&text);
}

static void expire_keys(struct trial *trial)
{
	server_set_expired(trial->server, true);
}

static void revoke_keys(struct trial *trial)
{
	server_set_keys(trial->server, "AKIDNEW", SERVER_SECRET, NULL);
}

static void renew_keys(struct trial *trial)
{
	server_set_keys(trial->server, "AKIDNEW", SERVER_SECRET, NULL);
	server_set_expired(trial->server, false);
	write_keys("AKIDNEW");
}

static void drop_table(struct trial *trial)
{
	server_set_table(trial->server, false);
}

static void restore_table(struct trial *trial)
{
	server_set_table(trial->server, true);
}

static void drop_index(struct trial *trial)
{
	server_set_index(trial->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ABSENT);
}

static void recreate_index(struct trial *trial)
{
	server_set_index(trial->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_CREATING);
}

static void restore_index(struct trial *trial)
{
	server_set_index(trial->server, SERVER_ACTIVE_INDEX, SERVER_INDEX_ACTIVE);
}

static void compress_20_mb(struct trial *trial)
{
	struct server_fault fault = {.kind = SERVER_HUGE_BODY, ANY, .amount = BYTES_20_MB};
	server_inject(trial->server, &fault);
	fault.kind = SERVER_COMPRESSES;
	server_inject(trial->server, &fault);
}

/* AWS_CA_BUNDLE names a file that has another authority only. */
static void distrust_server(struct trial *trial)
{
	struct server *other =
		server_start(&(struct server_settings){.table = "other", .has_tls = true});
	snprintf(trial->ca_bundle, sizeof(trial->ca_bundle), "%s.pem",
		getenv("AWS_SHARED_CREDENTIALS_FILE"));
	server_write_ca(other, trial->ca_bundle);
	server_stop(other);
	setenv("AWS_CA_BUNDLE", trial->ca_bundle, 1);
}

static void trust_server(struct trial *trial)
{
	char written[sizeof(trial->ca_bundle) + 8];
	snprintf(written, sizeof(written), "%s.new", trial->ca_bundle);
	server_write_ca(trial->server, written);
	if (rename(written, trial->ca_bundle) != 0) {
		base_fatal("cannot write %s", trial->ca_bundle);
	}
}

/* Notes what is shown, without the advice after it and the port, which is another each time. */
static void note_shown(struct trial *trial, const char *text)
{
	char port[16];
	snprintf(port, sizeof(port), ":%u", server_port(trial->server));
	const char *found = strstr(text, port);
	int before = found ? (int)(found - text) : 0;
	snprintf(trial->shown, sizeof(trial->shown), "%.*s%s", before, text,
		found ? found + strlen(port) : text);
	trial->shown[strcspn(trial->shown, ";")] = '\0';
}

/* What was waited for did not come: what the newest snapshot says instead. */
static void fail_trial(struct trial *trial, const char *what)
{
	const struct snapshot *snapshot = trial->snapshot;
	trial->failure = what;
	if (snapshot) {
		snprintf(trial->shown, sizeof(trial->shown),
			"error: %.120s, notice: %.120s, %u rows of %lld ms ago from source %d, %s",
			snapshot->error.text, snapshot->status.notice, snapshot->totals.sessions,
			(long long)(clock_mono_ms() - snapshot->asof_mono_ms),
			snapshot->status.source,
			snapshot->status.is_throttled ? "throttled" : "not throttled");
	}
}

/* Takes snapshots until one is as wanted; false, with the failure, when there is none for long. */
static bool wait_for(struct trial *trial, bool (*is_wanted)(const struct trial *), const char *what)
{
	int64_t deadline_mono_ms =
		clock_mono_ms() + (trial->row->is_slow ? SLOW_DEADLINE_MS : DEADLINE_MS);
	while (!trial->failure && (!trial->snapshot || !is_wanted(trial))) {
		int64_t left_ms = deadline_mono_ms - clock_mono_ms();
		struct pollfd wake = {.fd = poller_wake_fd(trial->poller), .events = POLLIN};
		if (left_ms <= 0 || poll(&wake, 1, (int)left_ms) <= 0) {
			fail_trial(trial, what);
			break;
		}
		struct snapshot *newer = poller_take(trial->poller);
		if (newer) {
			snapshot_free(trial->snapshot);
			trial->snapshot = newer;
		}
	}
	return !trial->failure;
}

static bool has_all(const struct trial *trial)
{
	const struct snapshot *snapshot = trial->snapshot;
	return snapshot->totals.sessions == SESSIONS &&
	       snapshot->totals.states[STATE_ON_TIME] + snapshot->totals.paused == SESSIONS;
}

static bool is_good(const struct trial *trial)
{
	const struct poll_status *status = &trial->snapshot->status;
	enum item_status item = trial->snapshot->item.status;
	return has_all(trial) && status->is_complete && trial->snapshot->error.kind == ERROR_NONE &&
	       !status->is_throttled && !status->reconcile_refusal[0] &&
	       (trial->row->where != IN_ITEM || item == ITEM_PRESENT) &&
	       trial->snapshot->asof_mono_ms > trial->ended_mono_ms;
}

static bool is_newer(const struct trial *trial)
{
	return trial->snapshot->asof_mono_ms > trial->begun_mono_ms;
}

static bool is_told(const struct trial *trial, const struct error *error)
{
	return error->kind == trial->row->kind && strstr(error->text, trial->row->said);
}

/* What the snapshot says of the fault; NULL when it does not. */
static const char *find_shown(const struct trial *trial)
{
	const struct snapshot *snapshot = trial->snapshot;
	const struct poll_status *status = &snapshot->status;
	const char *said = trial->row->said;
	switch (trial->row->where) {
	case NOWHERE:
		break;
	case IN_THROTTLED:
		if (status->is_throttled && strstr(status->throttled, said)) {
			return status->throttled;
		}
		return is_told(trial, &snapshot->error) ? snapshot->error.text : NULL;
	case IN_ERROR:
		return is_told(trial, &snapshot->error) ? snapshot->error.text : NULL;
	case IN_NOTICE:
		return strstr(status->notice, said) && is_newer(trial) ? status->notice
		       : strstr(snapshot->error.text, said)            ? snapshot->error.text
								       : NULL;
	case IN_RECONCILE:
		return strstr(status->reconcile_refusal, said) ? status->reconcile_refusal : NULL;
	case IN_ITEM:
		return snapshot->item.status == ITEM_FAILED && is_told(trial, &snapshot->item.error)
			       ? snapshot->item.error.text
			       : NULL;
	case IN_WRITE:
		return is_told(trial, &snapshot->write.error) ? snapshot->write.error.text : NULL;
	}
	return NULL;
}

static bool is_shown(const struct trial *trial)
{
	return find_shown(trial);
}

static bool is_written(const struct trial *trial)
{
	return trial->snapshot->write.outcome == WRITE_DONE;
}

static void command(struct trial *trial, enum poller_command_kind kind)
{
	static const char *const services[] = {SERVER_SERVICES};
	struct poller_command told = {
		.kind = kind, .user_id = "user-0000000", .service = services[0]};
	poller_send(trial->poller, &told);
}

static void toggle(struct trial *trial)
{
	static const char *const services[] = {SERVER_SERVICES};
	struct write_key key = {
		.user_id = "user-0000000", .service = services[0], .seen = ACTIVE_ON};
	struct write_order order = {.number = 1, .reason = "", .keys = &key, .count = 1};
	session_decode_active(NULL, "S", "true", &key.encoding);
	poller_send(
		trial->poller, &(struct poller_command){.kind = COMMAND_WRITE, .order = &order});
}

static void start_server(struct trial *trial)
{
	struct server_settings settings = {.table = "sessions",
		.has_tls = trial->row->has_tls,
		.projection = trial->row->projection};
	trial->server = server_start(&settings);
	server_seed(trial->server, SESSIONS, LONG_INTERVAL_MS, clock_wall_ms() - HOUR_MS);
}

static void start_poller(struct trial *trial)
{
	const struct row *row = trial->row;
	snprintf(trial->url, sizeof(trial->url), "http://" HOST ":%u", server_port(trial->server));
	trial->settings = (struct settings){
		.table = "sessions",
		.region = SERVER_REGION,
		.endpoint_url = row->has_name ? trial->url : server_url(trial->server),
		.allow_http = true,
		.index_service = "ServiceType-Index",
		.index_active = "Active-Sessions-Index",
		.interval_ms = 50,
		.reconcile_ms = row->where == IN_RECONCILE ? 50 : 0,
		.full_every = 3,
		.max_items = 1000000,
		.max_read_rate = 10000,
		.write_rate = 10000,
		.limits = SESSION_THRESHOLDS_DEFAULT,
	};
	struct error err;
	trial->poller = poller_start(&trial->settings, &err);
	if (!trial->poller) {
		base_fatal("%s", err.text);
	}
	if (row->where == IN_ITEM) {
		command(trial, COMMAND_OPEN);
	}
}

static void begin_fault(struct trial *trial)
{
	if (trial->row->begin) {
		trial->row->begin(trial);
	} else {
		server_inject(trial->server, &trial->row->fault);
	}
}

/* Until the fault has met a request: what is read from then on is bad. */
static void meet_fault(struct trial *trial)
{
	const struct row *row = trial->row;
	bool is_scripted = !row->begin;
	int operation = is_scripted ? row->fault.operation : SERVER_ANY;
	int source = is_scripted ? row->fault.source : SERVER_ANY;
	uint64_t requests = row->where == NOWHERE ? 4 : 1;
	if (row->where == IN_WRITE) {
		toggle(trial);
	}
	if (row->begin != refuse_connections &&
		!server_wait_requests(trial->server, operation, source, requests, DEADLINE_MS)) {
		trial->failure = "a request that meets the fault";
	}
	trial->begun_mono_ms = clock_mono_ms();
}

static void end_fault(struct trial *trial)
{
	if (trial->row->end) {
		trial->row->end(trial);
	}
	server_lift(trial->server);
	trial->ended_mono_ms = clock_mono_ms();
}

/* The fault is there: checks what is shown, and that the rows are what they were. */
static void check_fault(struct trial *trial)
{
	const struct row *row = trial->row;
	if (row->where == NOWHERE) {
		note_shown(trial, "nothing: reading goes on");
		if (wait_for(trial, is_newer, "newer data in spite of it") &&
			trial->snapshot->error.kind != ERROR_NONE) {
			note_shown(trial, trial->snapshot->error.text);
			trial->failure = "no error";
		}
	} else if (wait_for(trial, is_shown, "that the snapshot tells")) {
		note_shown(trial, find_shown(trial));
	}
	if (trial->failure || row->is_first) {
		return;
	}
	if (!has_all(trial)) {
		trial->failure = "that all good rows survive";
	}
	if (row->where == IN_ERROR && trial->snapshot->asof_mono_ms > trial->begun_mono_ms) {
		trial->failure = "that the rows keep the age they had";
	}
}

static void check_recovery(struct trial *trial)
{
	if (trial->row->is_for_good || trial->failure) {
		return;
	}
	if (trial->row->where == IN_WRITE) {
		/* What was not written is tried again. */
		wait_for(trial, is_written, "that writing works again");
	} else {
		wait_for(trial, is_good, "that all is well again");
	}
	trial->recovered_ms = clock_mono_ms() - trial->ended_mono_ms;
}

static void run_trial(struct trial *trial)
{
	state_home();
	start_server(trial);
	if (trial->row->is_first) {
		begin_fault(trial);
	}
	start_poller(trial);
	if (!trial->row->is_first && wait_for(trial, is_good, "good data at first")) {
		begin_fault(trial);
		meet_fault(trial);
	}
	check_fault(trial);
	end_fault(trial);
	check_recovery(trial);
	poller_stop(trial->poller);
	server_stop(trial->server);
}

/* --- All of them --------------------------------------------------------------------------- */

static void run_row(size_t i)
{
	struct trial trial = {.row = &rows[i]};
	struct outcome *outcome = &outcomes[i];
	char name[32], place[128];
	snprintf(name, sizeof(name), "keys-%zu", i);
	aws_files_path(name, place);
	setenv("AWS_SHARED_CREDENTIALS_FILE", place, 1);
	write_keys(SERVER_KEY_ID);
	run_trial(&trial);
	remove(place);
	remove(trial.ca_bundle);
	snapshot_free(trial.snapshot);
	memcpy(outcome->shown, trial.shown, sizeof(outcome->shown));
	snprintf(outcome->failure, sizeof(outcome->failure), "%s",
		trial.failure ? trial.failure : "");
	outcome->recovered_ms = trial.recovered_ms;
	outcome->is_over = true;
}

static bool start_row(size_t i)
{
	const char *only = getenv("BEYATOP_ONLY_FAULT");
	if (only && !strstr(rows[i].name, only)) {
		return false;
	}
	fflush(NULL);
	pid_t process = fork();
	if (process < 0) {
		base_fatal("cannot fork");
	}
	if (process == 0) {
		run_row(i);
		exit(EXIT_SUCCESS);
	}
	outcomes[i].process = process;
	return true;
}

/* Waits for one of them; what ended badly has a sanitizer's report or a signal behind it. */
static void wait_for_row(void)
{
	int status;
	pid_t process = wait(&status);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct outcome *outcome = &outcomes[i];
		if (outcome->process == process && (status != 0 || !outcome->is_over)) {
			snprintf(outcome->failure, sizeof(outcome->failure),
				"its process ended with status %d", status);
		}
	}
}

/* The slow ones first, so that the others fill the time. */
static void run_rows(void)
{
	int running = 0;
	for (int is_slow = 1; is_slow >= 0; is_slow--) {
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			if (running == MAX_AT_ONCE) {
				wait_for_row();
				running--;
			}
			running += rows[i].is_slow == is_slow && start_row(i);
		}
	}
	for (; running > 0; running--) {
		wait_for_row();
	}
}

/* Returns how many failed. */
static int print_matrix(void)
{
	int failures = 0;
	printf("# fault | shown | recovered in\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct outcome *outcome = &outcomes[i];
		if (outcome->process == 0) {
			continue;
		}
		printf("# %s | %s | ", rows[i].name, outcome->shown);
		if (outcome->failure[0]) {
			printf("FAILED: %s\n", outcome->failure);
			failures++;
		} else if (rows[i].is_for_good) {
			printf("not by itself\n");
		} else {
			printf("%lld ms\n", (long long)outcome->recovered_ms);
		}
	}
	return failures;
}

static void every_fault_shows_and_passes(void **state)
{
	(void)state;
	size_t size = ARRAY_LEN(rows) * sizeof(*outcomes);
	outcomes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (outcomes == MAP_FAILED) {
		fail_msg("no memory");
	}
	run_rows();
	int failures = print_matrix();
	munmap(outcomes, size);
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fault_shows_and_passes),
	};
	return cmocka_run_group_tests_name("faults", tests, aws_files_setup, aws_files_teardown);
}
