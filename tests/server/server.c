/* SPDX-License-Identifier: MIT */
#include "server/server.h"

#include "clock.h"
#include "server/server_state.h"
#include "timestamp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BURST_S 300

/* --- Connections ---------------------------------------------------------------------------- */

static void *serve(void *user)
{
	struct server_client *client = user;
	struct server *server = client->server;
	struct server_request request;
	bool goes_on = server_http_begin(&client->connection, server->tls);

	while (goes_on && server_http_read(&client->connection, &request)) {
		goes_on = server_respond(client, &request);
		server_http_forget(&request);
	}
	/* Under the lock: a closed connection must not be shut down. */
	pthread_mutex_lock(&server->lock);
	server_http_end(&client->connection);
	client->is_over = true;
	pthread_mutex_unlock(&server->lock);
	return NULL;
}

static void accept_client(struct server *server)
{
	int fd = accept(server->listener, NULL, NULL);

	if (fd < 0) {
		return;
	}
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	struct server_client *client = base_calloc(1, sizeof(*client));

	client->server = server;
	client->connection.fd = fd;
	pthread_mutex_lock(&server->lock);
	client->next = server->clients;
	server->clients = client;
	pthread_mutex_unlock(&server->lock);
	if (pthread_create(&client->thread, NULL, serve, client) != 0) {
		base_fatal("cannot start a thread");
	}
}

/* Joins the threads that have ended, or all of them. */
static void reap_clients(struct server *server, bool wants_all)
{
	for (struct server_client **link = &server->clients; *link;) {
		struct server_client *client = *link;

		pthread_mutex_lock(&server->lock);
		bool is_over = client->is_over;

		pthread_mutex_unlock(&server->lock);
		if (!is_over && !wants_all) {
			link = &client->next;
			continue;
		}
		pthread_join(client->thread, NULL);
		pthread_mutex_lock(&server->lock);
		*link = client->next;
		pthread_mutex_unlock(&server->lock);
		free(client);
	}
}

/* Shuts every connection down; the threads notice. Under the lock. */
static void shut_down_clients(struct server *server)
{
	for (struct server_client *client = server->clients; client; client = client->next) {
		if (!client->is_over) {
			shutdown(client->connection.fd, SHUT_RDWR);
		}
	}
}

/* Opens or closes the port as requested; false when the server stops. */
static bool follow_wishes(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	bool is_stopping = server->is_stopping;
	bool is_wanted = server->should_listen && !is_stopping;

	if (is_wanted && server->listener < 0) {
		server->listener = server_http_listen(&server->port);
	} else if (!is_wanted && server->listener >= 0) {
		close(server->listener);
		server->listener = -1;
	}
	if (!is_wanted) {
		shut_down_clients(server);
	}
	server->is_listening = is_wanted;
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
	return !is_stopping;
}

static void *listen_on(void *user)
{
	struct server *server = user;

	while (follow_wishes(server)) {
		struct pollfd fds[] = {
			{.fd = server->wake[0], .events = POLLIN},
			{.fd = server->listener, .events = POLLIN},
		};

		if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR) {
			base_fatal("poll: %s", strerror(errno));
		}
		char byte;

		if (fds[0].revents && read(server->wake[0], &byte, 1) != 1) {
			base_fatal("read: %s", strerror(errno));
		}
		if (fds[1].revents) {
			accept_client(server);
		}
		reap_clients(server, false);
	}
	reap_clients(server, true);
	return NULL;
}

static void wake(struct server *server)
{
	if (write(server->wake[1], "", 1) != 1) {
		base_fatal("write: %s", strerror(errno));
	}
}

/* --- Start and stop ------------------------------------------------------------------------- */

static void init_lock(struct server *server)
{
	pthread_condattr_t monotonic;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&server->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	pthread_mutex_init(&server->lock, NULL);
}

struct server *server_start(const struct server_settings *settings)
{
	struct server *server = base_calloc(1, sizeof(*server));

	signal(SIGPIPE, SIG_IGN); /* of TLS, when the client hangs up */
	double burst_s = settings->burst_s > 0 ? settings->burst_s : BURST_S;

	server->settings = *settings;
	server_table_init(&server->table, settings);
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		server_capacity_init(&server->capacities[i], settings->read_capacity, burst_s,
			settings->speed > 0 ? settings->speed : 1, clock_mono_ms());
	}
	snprintf(server->keys.access_key_id, sizeof(server->keys.access_key_id), SERVER_KEY_ID);
	snprintf(server->keys.secret_access_key, sizeof(server->keys.secret_access_key),
		SERVER_SECRET);
	server->tls = settings->has_tls ? server_http_new_tls(&server->ca_pem) : NULL;
	server->listener = server_http_listen(&server->port);
	server->should_listen = true;
	snprintf(server->url, sizeof(server->url), "http%s://127.0.0.1:%u",
		settings->has_tls ? "s" : "", server->port);
	init_lock(server);
	if (pipe(server->wake) < 0 ||
		pthread_create(&server->thread, NULL, listen_on, server) != 0) {
		base_fatal("cannot start the server: %s", strerror(errno));
	}
	return server;
}

void server_stop(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	server->is_stopping = true;
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
	wake(server);
	pthread_join(server->thread, NULL);
	close(server->wake[0]);
	close(server->wake[1]);
	server_table_fini(&server->table);
	SSL_CTX_free(server->tls);
	buf_fini(&server->ca_pem);
	pthread_cond_destroy(&server->changed);
	pthread_mutex_destroy(&server->lock);
	free(server->writes_mono_ms);
	free(server);
}

const char *server_url(const struct server *server)
{
	return server->url;
}

unsigned server_port(const struct server *server)
{
	return server->port;
}

void server_write_ca(const struct server *server, const char *path)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(buf_text(&server->ca_pem), file) < 0 || fclose(file) != 0) {
		base_fatal("cannot write %s", path);
	}
}

/* --- The table ------------------------------------------------------------------------------ */

void server_put(struct server *server, const struct server_session *session)
{
	pthread_mutex_lock(&server->lock);
	server_table_put(&server->table, session);
	pthread_mutex_unlock(&server->lock);
}

bool server_delete(struct server *server, const char *user_id, const char *service)
{
	pthread_mutex_lock(&server->lock);
	struct server_item *item = server_table_find(&server->table, user_id, service);

	if (item) {
		server_table_remove(&server->table, item);
	}
	pthread_mutex_unlock(&server->lock);
	return item;
}

bool server_poll(
	struct server *server, const char *user_id, const char *service, const char *polled_at)
{
	pthread_mutex_lock(&server->lock);
	const struct server_item *item = server_table_find(&server->table, user_id, service);

	if (item) {
		struct server_draft draft;

		server_item_load(item, &draft);
		draft.values[ATTRIBUTE_POLLED_AT] = (struct server_value){"S", polled_at};
		draft.values[ATTRIBUTE_ERRORS] = (struct server_value){"N", "0"};
		server_table_put_item(&server->table, &draft);
	}
	pthread_mutex_unlock(&server->lock);
	return item;
}

void server_seed(struct server *server, size_t count, int64_t interval_ms, int64_t now_ms)
{
	static const char *const services[] = {SERVER_SERVICES};

	for (size_t i = 0; i < count; i++) {
		char user_id[32], polled_at[TIMESTAMP_SIZE];
		int64_t ago_ms = (int64_t)((double)interval_ms * (double)i / (double)count);

		snprintf(user_id, sizeof(user_id), "user-%07zu", i);
		timestamp_format(now_ms - ago_ms, 3, polled_at);
		struct server_session session = {
			.user_id = user_id,
			.service = services[i % ARRAY_LEN(services)],
			.active = ACTIVE_ON,
			.polled_at = polled_at,
			.interval_ms = interval_ms,
		};

		server_put(server, &session);
	}
}

static enum session_active active_of(const struct server_value *value)
{
	if (!value->type) {
		return ACTIVE_UNKNOWN;
	}
	return value->text[0] == 't' || value->text[0] == '1' ? ACTIVE_ON : ACTIVE_OFF;
}

static int64_t number_of(const struct server_value *value)
{
	return value->type ? strtoll(value->text, NULL, 10) : 0;
}

bool server_get(
	struct server *server, const char *user_id, const char *service, struct server_copy *copy)
{
	pthread_mutex_lock(&server->lock);
	const struct server_item *item = server_table_find(&server->table, user_id, service);

	if (item) {
		struct server_draft draft;

		server_item_load(item, &draft);
		const struct server_value *values = draft.values;

		copy->active = active_of(&values[ATTRIBUTE_ACTIVE]);
		snprintf(copy->polled_at, sizeof(copy->polled_at), "%s",
			values[ATTRIBUTE_POLLED_AT].type ? values[ATTRIBUTE_POLLED_AT].text : "");
		copy->interval_ms = number_of(&values[ATTRIBUTE_INTERVAL]);
		copy->error_count = (int32_t)number_of(&values[ATTRIBUTE_ERRORS]);
	}
	pthread_mutex_unlock(&server->lock);
	return item;
}

void server_set_table(struct server *server, bool exists)
{
	pthread_mutex_lock(&server->lock);
	server->table.exists = exists;
	pthread_mutex_unlock(&server->lock);
}

void server_set_index(
	struct server *server, enum server_source index, enum server_index_status status)
{
	pthread_mutex_lock(&server->lock);
	server->table.indexes[index] = status;
	pthread_mutex_unlock(&server->lock);
}

void server_set_projection(struct server *server, enum server_projection projection)
{
	pthread_mutex_lock(&server->lock);
	server_table_set_projection(&server->table, projection);
	pthread_mutex_unlock(&server->lock);
}

/* --- Faults --------------------------------------------------------------------------------- */

void server_inject(struct server *server, const struct server_fault *fault)
{
	pthread_mutex_lock(&server->lock);
	server->faults[fault->kind] = *fault;
	server->has_fault[fault->kind] = true;
	pthread_mutex_unlock(&server->lock);
}

void server_lift(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	memset(server->has_fault, 0, sizeof(server->has_fault));
	server->lifts++;
	pthread_cond_broadcast(&server->changed);
	pthread_mutex_unlock(&server->lock);
}

void server_set_listening(struct server *server, bool is_listening)
{
	pthread_mutex_lock(&server->lock);
	server->should_listen = is_listening;
	wake(server);
	while (server->is_listening != is_listening) {
		pthread_cond_wait(&server->changed, &server->lock);
	}
	pthread_mutex_unlock(&server->lock);
}

void server_set_speed(struct server *server, double speed)
{
	pthread_mutex_lock(&server->lock);
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		server_capacity_set_speed(&server->capacities[i], speed, clock_mono_ms());
	}
	pthread_mutex_unlock(&server->lock);
}

void server_set_skew(struct server *server, int64_t skew_ms)
{
	pthread_mutex_lock(&server->lock);
	server->skew_ms = skew_ms;
	pthread_mutex_unlock(&server->lock);
}

void server_set_credentials(
	struct server *server, const char *key_id, const char *secret, const char *token)
{
	pthread_mutex_lock(&server->lock);
	struct credentials *keys = &server->keys;

	snprintf(keys->access_key_id, sizeof(keys->access_key_id), "%s", key_id);
	snprintf(keys->secret_access_key, sizeof(keys->secret_access_key), "%s", secret);
	snprintf(keys->session_token, sizeof(keys->session_token), "%s", token ? token : "");
	pthread_mutex_unlock(&server->lock);
}

void server_set_expired(struct server *server, bool is_expired)
{
	pthread_mutex_lock(&server->lock);
	server->is_expired = is_expired;
	pthread_mutex_unlock(&server->lock);
}

/* --- Counts --------------------------------------------------------------------------------- */

static bool fits(int wanted, int number)
{
	return wanted == SERVER_ANY || wanted == number;
}

/* Under the lock. */
static struct server_count sum(const struct server *server, int operation, int source)
{
	struct server_count total = {0};

	for (int i = 0; i < SERVER_OPERATION_COUNT; i++) {
		for (int j = 0; j < SERVER_SOURCE_COUNT; j++) {
			if (fits(operation, i) && fits(source, j)) {
				total.requests += server->counts[i][j].requests;
				total.throttled += server->counts[i][j].throttled;
				total.read_units += server->counts[i][j].read_units;
			}
		}
	}
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		double busiest = server->capacities[i].busiest_second;

		if (fits(source, i) && busiest > total.busiest_second) {
			total.busiest_second = busiest;
		}
	}
	return total;
}

struct server_count server_count(struct server *server, int operation, int source)
{
	pthread_mutex_lock(&server->lock);
	struct server_count total = sum(server, operation, source);

	pthread_mutex_unlock(&server->lock);
	return total;
}

size_t server_write_times(struct server *server, int64_t *times_mono_ms, size_t count)
{
	pthread_mutex_lock(&server->lock);
	size_t first = server->writes_count > count ? server->writes_count - count : 0;

	count = server->writes_count - first;
	for (size_t i = 0; i < count; i++) {
		times_mono_ms[i] = server->writes_mono_ms[first + i];
	}
	pthread_mutex_unlock(&server->lock);
	return count;
}

void server_reset_counts(struct server *server)
{
	pthread_mutex_lock(&server->lock);
	memset(server->counts, 0, sizeof(server->counts));
	for (int i = 0; i < SERVER_SOURCE_COUNT; i++) {
		server->capacities[i].busiest_second = 0;
		server->capacities[i].second_units = 0;
	}
	pthread_mutex_unlock(&server->lock);
}

bool server_wait_requests(
	struct server *server, int operation, int source, uint64_t requests, int64_t timeout_ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout_ms / 1000 + 1;
	int failure = 0;

	pthread_mutex_lock(&server->lock);
	uint64_t wanted = sum(server, operation, source).requests + requests;

	while (sum(server, operation, source).requests < wanted && failure == 0) {
		failure = pthread_cond_timedwait(&server->changed, &server->lock, &until);
	}
	bool has_come = sum(server, operation, source).requests >= wanted;

	pthread_mutex_unlock(&server->lock);
	return has_come;
}
