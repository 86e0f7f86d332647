/* SPDX-License-Identifier: MIT */
#include "aws/aws_client.h"

#include "clock.h"
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BODY_BYTES (256u << 10)
#define MAX_ATTEMPTS   3
/* before the second attempt; twice that before the third */
#define PAUSE_MS 250
/* A smaller skew does not invalidate signatures, and the Date header only has whole seconds. */
#define MIN_SKEW_MS 60000

bool aws_client_init(struct aws_client *client, const struct settings *settings, struct error *err)
{
	*client = (struct aws_client){.settings = settings};
	if (!io_open_pipe(client->cancel_pipe, err)) {
		return false;
	}
	client->http = http_new();
	return true;
}

void aws_client_fini(struct aws_client *client)
{
	http_free(client->http);
	aws_config_free(client->config);
	file_watch_clear(&client->watch);
	close(client->cancel_pipe[0]);
	close(client->cancel_pipe[1]);
}

bool aws_client_load(struct aws_client *client, struct error *err)
{
	const struct settings *settings = client->settings;

	aws_config_free(client->config);
	client->config = NULL;
	client->endpoint = (struct endpoint){0};
	file_watch_clear(&client->watch);
	/* Watch files before reading them, so that a change in between is noticed. */
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		char *path = aws_config_find_path(file);

		file_watch_add(&client->watch, path);
		free(path);
	}
	if (!aws_config_load(settings->profile, &client->config, err) ||
		!endpoint_resolve(settings, client->config, &client->endpoint, err)) {
		return false;
	}
	http_trust(client->http, client->endpoint.ca_bundle);
	return true;
}

void aws_client_cancel(struct aws_client *client)
{
	atomic_store(&client->is_cancelled, true);
	(void)!write(client->cancel_pipe[1], "", 1);
	http_wakeup(client->http);
}

bool aws_client_is_cancelled(const struct aws_client *client)
{
	return atomic_load(&client->is_cancelled);
}

int64_t aws_client_now_ms(const struct aws_client *client)
{
	return clock_wall_ms() + client->skew_ms;
}

/* --- Requests ------------------------------------------------------------------------------ */

struct fetch {
	struct aws_client *client;
	bool is_over, has_response;
	int *status;
	struct buf *body;
	struct error *err;
};

static void learn_skew(struct aws_client *client, const struct http_response *response)
{
	if (response->has_date) {
		int64_t skew_ms = response->date_ms - clock_wall_ms();

		client->skew_ms = llabs(skew_ms) > MIN_SKEW_MS ? skew_ms : 0;
	}
}

static void on_fetched(void *user, const struct http_response *response, const struct error *err)
{
	struct fetch *fetch = user;

	fetch->is_over = true;
	if (!response) {
		*fetch->err = *err;
		return;
	}
	learn_skew(fetch->client, response);
	if (response->body->length > MAX_BODY_BYTES) {
		error_set(fetch->err, ERROR_PROTOCOL, "the response is larger than %u kB",
			MAX_BODY_BYTES >> 10);
		return;
	}
	buf_append(fetch->body, response->body->data, response->body->length);
	*fetch->status = response->status;
	fetch->has_response = true;
}

int64_t aws_client_timeout_ms(const struct aws_client *client, int64_t usual_ms)
{
	int64_t override_ms = client->settings->request_timeout_ms;

	return override_ms > 0 ? override_ms : usual_ms;
}

static bool fetch_once(struct aws_client *client, const struct http_request *request, int *status,
	struct buf *body, struct error *err)
{
	struct fetch fetch = {.client = client, .status = status, .body = body, .err = err};

	error_clear(err);
	if (aws_client_is_cancelled(client)) {
		return error_set(err, ERROR_STOPPED, "stopped");
	}
	struct http_request timed = *request;

	timed.timeout_ms = aws_client_timeout_ms(client, request->timeout_ms);
	http_send(client->http, &timed, on_fetched, &fetch);
	/* After a cancellation a pending request stays in http and is freed with it. */
	while (!fetch.is_over && !aws_client_is_cancelled(client)) {
		http_run(client->http, timed.timeout_ms);
	}
	if (!fetch.is_over) {
		error_set(err, ERROR_STOPPED, "stopped");
	}
	return fetch.has_response;
}

/* A service that is busy, or did not respond in time, has not refused the request. */
static bool is_worth_another(bool has_response, int status, const struct error *err)
{
	if (has_response) {
		return status == 429 || status >= 500;
	}
	return err->kind == ERROR_NETWORK && (err->is_timeout || !err->is_unsent);
}

/* Returns early when cancelled. */
static void pause_fetch(const struct aws_client *client, int pause_ms)
{
	struct pollfd cancelled = {.fd = client->cancel_pipe[0], .events = POLLIN};

	while (poll(&cancelled, 1, pause_ms) < 0 && errno == EINTR) {
	}
}

bool aws_client_fetch(struct aws_client *client, const struct http_request *request, int *status,
	struct buf *body, struct error *err)
{
	int attempts = request->is_sent_once ? 1 : MAX_ATTEMPTS;

	*status = 0;
	for (int attempt = 1;; attempt++) {
		bool has_response = fetch_once(client, request, status, body, err);

		if (attempt == attempts || !is_worth_another(has_response, *status, err)) {
			return has_response;
		}
		buf_clear(body);
		pause_fetch(client, attempt * PAUSE_MS);
	}
}

/* --- Files --------------------------------------------------------------------------------- */

bool aws_client_read_file(struct aws_client *client, const char *path, char *text, size_t size)
{
	size_t length = 0;
	ssize_t count = -1;

	file_watch_add(&client->watch, path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		return false;
	}
	do {
		count = read(fd, text + length, size - length);
		length += count > 0 ? (size_t)count : 0;
	} while ((count > 0 && length < size) || (count < 0 && errno == EINTR));
	int failure = count < 0                    ? errno
		      : length == size             ? EFBIG
		      : memchr(text, '\0', length) ? EINVAL
						   : 0;

	close(fd);
	if (failure) {
		explicit_bzero(text, size);
		errno = failure;
		return false;
	}
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
		length--;
	}
	text[length] = '\0';
	return true;
}
