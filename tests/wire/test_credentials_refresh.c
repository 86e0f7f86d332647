/* SPDX-License-Identifier: MIT */
/*
 * Credentials that change while the program runs: replaced in a file, refreshed before they expire,
 * missing until the user logs in. The table's server accepts the newest ones only.
 */
#include "clock.h"

#include "aws/credentials_refresh.h"
#include "kit/aws_files.h"
#include "kit/canned.h"
#include "kit/client.h"
#include "poller.h"
#include "server/server.h"
#include "server/server_http.h"
#include "text.h"
#include "timestamp.h"

#include "kit/parallel.h"
#include "kit/rounds.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/socket.h>

#include <cmocka.h>

#define DEADLINE_MS 60000
#define FAR         "2099-01-01T00:00:00Z"

/* --- A refresh alone ------------------------------------------------------------------------ */

struct listener {
	int pipe[2];
};

static void tell(void *user)
{
	struct listener *listener = user;

	(void)!write(listener->pipe[1], "", 1);
}

/* Waits for the next update. */
static void await_update(struct listener *listener, struct credentials_refresh *refresh,
	struct credentials_update *update)
{
	while (!credentials_refresh_take(refresh, update)) {
		struct pollfd fd = {.fd = listener->pipe[0], .events = POLLIN};
		char byte;

		if (poll(&fd, 1, DEADLINE_MS) != 1 || read(listener->pipe[0], &byte, 1) != 1) {
			fail_msg("no update within %d ms", DEADLINE_MS);
		}
	}
}

/* Waits for credentials with this ID: a file that changes while it is read may be read twice. */
static void await_credentials(struct listener *listener, struct credentials_refresh *refresh,
	struct credentials_update *update, const char *id)
{
	while (!update->has_credentials || strcmp(update->credentials.access_key_id, id) != 0) {
		await_update(listener, refresh, update);
	}
}

static void write_keys(const char *id)
{
	char text[200], old[128], new[128];

	snprintf(text, sizeof(text),
		"[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n", id,
		SERVER_SECRET);
	aws_files_write("new", text);
	aws_files_path("new", new);
	aws_files_path("credentials", old);
	assert_int_equal(rename(new, old), 0);
}

static void test_file_changes(void **state)
{
	struct settings settings = {.region = "eu-west-1"};
	struct listener listener;
	struct credentials_update update = {0};
	struct error err;

	(void)state;
	assert_int_equal(pipe(listener.pipe), 0);
	struct credentials_refresh *refresh =
		credentials_refresh_start(&settings, tell, &listener, &err);

	await_update(&listener, refresh, &update);
	assert_false(update.has_credentials);
	assert_int_equal(update.error.kind, ERROR_CREDENTIALS);
	write_keys("AKIDFIRST");
	await_credentials(&listener, refresh, &update, "AKIDFIRST");
	assert_int_equal(update.expiry_mono_ms, 0);
	write_keys("AKIDSECOND");
	await_credentials(&listener, refresh, &update, "AKIDSECOND");
	/* When the file is gone, the last credentials stay, with the reason. */
	aws_files_write("credentials", "");
	while (update.error.kind == ERROR_NONE) {
		await_update(&listener, refresh, &update);
	}
	assert_int_equal(update.error.kind, ERROR_CREDENTIALS);
	assert_true(update.has_credentials);
	assert_string_equal(update.credentials.access_key_id, "AKIDSECOND");
	credentials_refresh_stop(refresh);
	credentials_update_wipe(&update);
	close(listener.pipe[0]);
	close(listener.pipe[1]);
}

static void test_refusal(void **state)
{
	struct settings settings = {.region = "eu-west-1"};
	struct listener listener;
	struct credentials_update update = {0};
	struct error err;

	(void)state;
	write_keys("AKIDFIRST");
	assert_int_equal(pipe(listener.pipe), 0);
	struct credentials_refresh *refresh =
		credentials_refresh_start(&settings, tell, &listener, &err);

	await_update(&listener, refresh, &update);
	assert_int_equal(update.number, 1);
	credentials_refresh_reject(refresh, update.number);
	await_update(&listener, refresh, &update);
	assert_int_equal(update.number, 2);
	/* There are newer ones already. */
	credentials_refresh_reject(refresh, 1);
	assert_false(credentials_refresh_take(refresh, &update));
	credentials_refresh_stop(refresh);
	close(listener.pipe[0]);
	close(listener.pipe[1]);
}

/* A screen shows one account. */
static void test_other_account(void **state)
{
	struct settings settings = {.region = "eu-west-1"};
	struct listener listener;
	struct credentials_update update = {0};
	struct error err;

	(void)state;
	aws_files_write("config", "[default]\ncredential_process = cat $HOME/none\n");
	char command[400], path[128];

	aws_files_path("other", path);
	snprintf(command, sizeof(command), "[default]\ncredential_process = cat %s\n", path);
	aws_files_write("other", "{\"Version\":1,\"AccessKeyId\":\"A\",\"SecretAccessKey\":\"s\","
				 "\"AccountId\":\"111111111111\"}");
	aws_files_write("config", command);
	assert_int_equal(pipe(listener.pipe), 0);
	struct credentials_refresh *refresh =
		credentials_refresh_start(&settings, tell, &listener, &err);

	await_update(&listener, refresh, &update);
	assert_string_equal(update.credentials.account_id, "111111111111");
	aws_files_write("other", "{\"Version\":1,\"AccessKeyId\":\"B\",\"SecretAccessKey\":\"s\","
				 "\"AccountId\":\"222222222222\"}");
	credentials_refresh_reject(refresh, update.number);
	await_update(&listener, refresh, &update);
	assert_string_equal(update.credentials.access_key_id, "A");
	assert_non_null(strstr(update.error.text, "now belong to account 222222222222"));
	credentials_refresh_stop(refresh);
	close(listener.pipe[0]);
	close(listener.pipe[1]);
}

/* --- A poller with it ---------------------------------------------------------------------- */

struct trial {
	struct server *server;
	struct settings settings;
	struct poller *poller;
	/* the newest */
	struct snapshot *snapshot;
	/* snapshots with newer data */
	unsigned refreshes;
};

static void begin_trial(struct trial *trial, const char *profile)
{
	struct server_settings settings = {.table = "sessions"};

	*trial = (struct trial){.server = server_start(&settings)};
	server_seed(trial->server, 20, 3600000, clock_wall_ms());
	trial->settings = client_settings("sessions", server_url(trial->server));
	trial->settings.profile = profile;
	trial->settings.interval_ms = 20;
	trial->settings.full_every = 50;
	trial->settings.write_rate = 0;
}

static void start_poller(struct trial *trial)
{
	struct error err;

	trial->poller = poller_start(&trial->settings, &err);
	assert_non_null(trial->poller);
}

static void end_trial(struct trial *trial)
{
	poller_stop(trial->poller);
	snapshot_free(trial->snapshot);
	server_stop(trial->server);
}

/* Waits for the next snapshot. */
static void take_snapshot(struct trial *trial)
{
	struct snapshot *newer = NULL;

	while (!newer) {
		struct pollfd wake = {.fd = poller_wake_fd(trial->poller), .events = POLLIN};

		if (poll(&wake, 1, DEADLINE_MS) != 1) {
			fail_msg("no snapshot within %d ms; the last error: %s", DEADLINE_MS,
				trial->snapshot ? trial->snapshot->error.text : "none");
		}
		newer = poller_take(trial->poller);
	}
	trial->refreshes += !trial->snapshot || newer->asof_ms > trial->snapshot->asof_ms;
	snapshot_free(trial->snapshot);
	trial->snapshot = newer;
}

/* A container endpoint, in a thread of its own, that issues short-lived credentials. */
struct issuer {
	struct server *server;
	int64_t lifetime_ms;
	unsigned port;
	int listener, stop[2];
	pthread_t thread;
	/* credentials issued; and those not refreshed in time */
	atomic_int issued, expired;
};

static void issue(struct issuer *issuer, struct server_connection *connection)
{
	struct buf body = {0}, response = {0};
	char id[32], expiry[TIMESTAMP_SIZE];

	snprintf(id, sizeof(id), "ASIA%08d", atomic_load(&issuer->issued));
	timestamp_format(clock_wall_ms() + issuer->lifetime_ms, 3, expiry);
	server_set_credentials(issuer->server, id, "secret", id);
	server_set_expired(issuer->server, false);
	buf_printf(&body,
		"{\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"secret\",\"Token\":\"%s\","
		"\"Expiration\":\"%s\"}",
		id, id, expiry);
	buf_printf(&response,
		"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n%s",
		body.length, buf_text(&body));
	(void)server_http_write(connection, response.data, response.length);
	buf_fini(&body);
	buf_fini(&response);
	atomic_fetch_add(&issuer->issued, 1);
}

static void *run_issuer(void *user)
{
	struct issuer *issuer = user;
	int64_t expiry_mono_ms = INT64_MAX;

	for (;;) {
		struct pollfd fds[] = {{.fd = issuer->stop[0], .events = POLLIN},
			{.fd = issuer->listener, .events = POLLIN}};
		int64_t left_ms = expiry_mono_ms - clock_mono_ms();
		int timeout_ms = left_ms > DEADLINE_MS ? DEADLINE_MS
				 : left_ms < 0         ? 0
						       : (int)left_ms;
		int ready = poll(fds, ARRAY_LEN(fds), timeout_ms);

		if (fds[0].revents) {
			return NULL;
		}
		if (ready == 0 && clock_mono_ms() >= expiry_mono_ms) {
			server_set_expired(issuer->server, true);
			atomic_fetch_add(&issuer->expired, 1);
			expiry_mono_ms = INT64_MAX;
		}
		if (!fds[1].revents) {
			continue;
		}
		struct server_connection connection = {.fd = accept(issuer->listener, NULL, NULL)};
		struct server_request request;

		if (server_http_begin(&connection, NULL) &&
			server_http_read(&connection, &request)) {
			expiry_mono_ms = clock_mono_ms() + issuer->lifetime_ms;
			issue(issuer, &connection);
			server_http_forget(&request);
		}
		server_http_end(&connection);
	}
}

static void start_issuer(struct issuer *issuer, struct server *server, int64_t lifetime_ms)
{
	char url[64];

	*issuer = (struct issuer){.server = server, .lifetime_ms = lifetime_ms};
	issuer->listener = server_http_listen(&issuer->port);
	assert_int_equal(pipe(issuer->stop), 0);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/keys", issuer->port);
	setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
	assert_int_equal(pthread_create(&issuer->thread, NULL, run_issuer, issuer), 0);
}

static void stop_issuer(struct issuer *issuer)
{
	(void)!write(issuer->stop[1], "", 1);
	pthread_join(issuer->thread, NULL);
	close(issuer->stop[0]);
	close(issuer->stop[1]);
	close(issuer->listener);
}

/* No tick fails, although the server only accepts the newest credentials until they expire. */
static void test_rotation(void **state)
{
	/* Credentials that arrive after their expiry are rejected, as they should be: the machine
	 * must not stall for that long. */
	int64_t lifetime_ms = 3000;
	long wanted = rounds(4);
	struct trial trial;
	struct issuer issuer;

	(void)state;
	begin_trial(&trial, NULL);
	start_issuer(&issuer, trial.server, lifetime_ms);
	int64_t begun_mono_ms = clock_mono_ms();

	start_poller(&trial);
	while (atomic_load(&issuer.issued) < wanted) {
		take_snapshot(&trial);
		if (trial.snapshot->error.kind != ERROR_NONE) {
			fail_msg("%s", trial.snapshot->error.text);
		}
		assert_true(trial.snapshot->status.credentials_expiry_mono_ms != 0 ||
			    trial.snapshot->asof_ms == 0);
	}
	printf("# %d credentials of %lld ms in %lld ms, %u refreshes, %d refreshed too late, no "
	       "error\n",
		atomic_load(&issuer.issued), (long long)lifetime_ms,
		(long long)(clock_mono_ms() - begun_mono_ms), trial.refreshes,
		atomic_load(&issuer.expired));
	end_trial(&trial);
	stop_issuer(&issuer);
}

/* --- A login ------------------------------------------------------------------------------- */

#define CONFIG                                                                                     \
	"[profile prod]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = "      \
	"oncall\n"                                                                                 \
	"[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = "        \
	"eu-west-1\n"
#define KEYS                                                                                       \
	"{\"roleCredentials\":{\"accessKeyId\":\"" SERVER_KEY_ID                                   \
	"\",\"secretAccessKey\":\"" SERVER_SECRET                                                  \
	"\",\"sessionToken\":\"\",\"expiration\":4070908800000}}"

static void log_in(const char *token)
{
	char text[200];

	snprintf(text, sizeof(text), "{\"accessToken\":\"%s\",\"expiresAt\":\"" FAR "\"}", token);
	aws_files_log_in("corp", text);
}

/* The banner shows the command; after the login everything continues by itself. */
static void test_login(void **state)
{
	static const struct canned_response responses[] = {
		{.contains = "x-amz-sso_bearer_token: new\r\n",
			.http_status = 200,
			.content_type = "application/json",
			.body = KEYS},
		{.http_status = 401,
			.content_type = "application/json",
			.body = "{\"message\":\"no\"}"},
	};
	struct trial trial;

	(void)state;
	struct canned *portal = canned_start(responses, ARRAY_LEN(responses));

	setenv("AWS_ENDPOINT_URL_SSO", canned_url(portal), 1);
	aws_files_write("config", CONFIG);
	begin_trial(&trial, "prod");
	start_poller(&trial);
	do {
		take_snapshot(&trial);
	} while (!strstr(trial.snapshot->error.text, "run \"aws sso login --profile prod\""));
	log_in("new");
	int64_t begun_mono_ms = clock_mono_ms();

	do {
		take_snapshot(&trial);
	} while (trial.snapshot->sessions_count < 20 || trial.snapshot->error.kind != ERROR_NONE);
	printf("# data %lld ms after the login\n", (long long)(clock_mono_ms() - begun_mono_ms));
	/* Later, too: credentials and login expire, and the rows stay. */
	server_set_expired(trial.server, true);
	log_in("old");
	do {
		take_snapshot(&trial);
	} while (!strstr(trial.snapshot->error.text, "run \"aws sso login --profile prod\""));
	assert_int_equal(trial.snapshot->error.kind, ERROR_CREDENTIALS);
	assert_int_equal(trial.snapshot->sessions_count, 20);
	server_set_expired(trial.server, false);
	log_in("new");
	do {
		take_snapshot(&trial);
	} while (trial.snapshot->error.kind != ERROR_NONE);
	end_trial(&trial);
	canned_stop(portal);
}

/* --- Other files ------------------------------------------------------------------------------ */

/* Files that name another endpoint do not redirect a running dashboard: it warns until they name
 * the old one again. */
static void test_files_lead_elsewhere(void **state)
{
	struct trial trial;
	char here[300], there[400];

	(void)state;
	begin_trial(&trial, "prod");
	trial.settings.endpoint_url = trial.settings.region = NULL;
	snprintf(here, sizeof(here),
		"[profile prod]\nregion = " SERVER_REGION "\nendpoint_url = %s\n"
		"aws_access_key_id = " SERVER_KEY_ID "\naws_secret_access_key = " SERVER_SECRET
		"\n",
		server_url(trial.server));
	snprintf(there, sizeof(there), "%s[profile prod]\nregion = us-east-2\n", here);
	aws_files_write("config", here);
	start_poller(&trial);
	do {
		take_snapshot(&trial);
	} while (trial.snapshot->asof_ms == 0);
	aws_files_write("config", there);
	do {
		take_snapshot(&trial);
	} while (!strstr(trial.snapshot->status.notice, "use :profile prod to switch"));
	assert_non_null(strstr(trial.snapshot->status.notice, "(us-east-2, http://127.0.0.1:"));
	assert_string_equal(trial.snapshot->status.region, SERVER_REGION);
	assert_int_equal(trial.snapshot->error.kind, ERROR_NONE);
	aws_files_write("config", here);
	do {
		take_snapshot(&trial);
	} while (strstr(trial.snapshot->status.notice, "to switch"));
	end_trial(&trial);
}

/* --- The end ---------------------------------------------------------------------------------- */

/* The poller stops whatever the refresh waits for: the timeout is an hour. */
static void test_stop(void **state)
{
	static const char *const commands[] = {
		"sleep 1000", "sh -c 'trap : TERM; sleep 1000'", "yes"};
	char text[300];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct trial trial;

		snprintf(text, sizeof(text), "[default]\ncredential_process = %s\n", commands[i]);
		aws_files_write("config", text);
		begin_trial(&trial, NULL);
		trial.settings.request_timeout_ms = 3600000;
		start_poller(&trial);
		take_snapshot(&trial);
		end_trial(&trial);
	}
}

#define TEST(function)                                                                             \
	cmocka_unit_test_setup_teardown(function, aws_files_setup, aws_files_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_file_changes),
		TEST(test_refusal),
		TEST(test_other_account),
		TEST(test_rotation),
		TEST(test_login),
		TEST(test_files_lead_elsewhere),
		TEST(test_stop),
	};

	return parallel_run("refresh", tests, ARRAY_LEN(tests), NULL, NULL);
}
