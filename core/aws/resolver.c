/* SPDX-License-Identifier: MIT */
#include "aws/resolver.h"

#include "aws/credentials_chain.h"
#include "aws/sts.h"
#include "clock.h"
#include "units.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BODY_BYTES (256u << 10)
/* The Date header has whole seconds, and a clock that is off by less needs no correction. */
#define SKEW_THAT_COUNTS_MS 60000

bool resolver_init(struct resolver *resolver, const struct settings *settings, struct error *err)
{
	*resolver = (struct resolver){.settings = settings};
	if (pipe(resolver->cancel_pipe) != 0) {
		error_set(err, ERROR_CONFIG, "cannot make a pipe: %s", strerror(errno));
		return false;
	}
	for (int i = 0; i < 2; i++) {
		(void)fcntl(resolver->cancel_pipe[i], F_SETFD, FD_CLOEXEC);
	}
	resolver->http = http_new();
	return true;
}

void resolver_fini(struct resolver *resolver)
{
	http_free(resolver->http);
	aws_config_free(resolver->config);
	file_watch_clear(&resolver->watch);
	buf_fini(&resolver->tried);
	close(resolver->cancel_pipe[0]);
	close(resolver->cancel_pipe[1]);
}

void resolver_cancel(struct resolver *resolver)
{
	atomic_store(&resolver->is_cancelled, true);
	(void)!write(resolver->cancel_pipe[1], "", 1);
	http_wakeup(resolver->http);
}

int64_t resolver_now_ms(const struct resolver *resolver)
{
	return clock_wall_ms() + resolver->skew_ms;
}

bool resolver_check_expiry(const struct resolver *resolver, const struct credentials *credentials,
	const char *place, struct error *err)
{
	char time[UNITS_TEXT_SIZE];

	if (credentials->expiry_ms == 0 || credentials->expiry_ms > resolver_now_ms(resolver)) {
		return true;
	}
	units_format_time(credentials->expiry_ms, 0, time);
	error_set(err, ERROR_CREDENTIALS, "the keys of %.200s expired at %s", place, time);
	return false;
}

/* --- Requests ------------------------------------------------------------------------------ */

struct fetch {
	struct resolver *resolver;
	bool is_over, is_answered;
	int *status;
	struct buf *body;
	struct error *err;
};

static void learn_skew(struct resolver *resolver, const struct http_response *response)
{
	if (response->has_date) {
		int64_t skew_ms = response->date_ms - clock_wall_ms();

		resolver->skew_ms = llabs(skew_ms) > SKEW_THAT_COUNTS_MS ? skew_ms : 0;
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
	learn_skew(fetch->resolver, response);
	if (response->body->length > MAX_BODY_BYTES) {
		error_set(fetch->err, ERROR_PROTOCOL, "the answer is larger than %u kB",
			MAX_BODY_BYTES >> 10);
		return;
	}
	buf_append(fetch->body, response->body->data, response->body->length);
	*fetch->status = response->status;
	fetch->is_answered = true;
}

bool resolver_fetch(struct resolver *resolver, const struct http_request *request, int *status,
	struct buf *body, struct error *err)
{
	struct fetch fetch = {.resolver = resolver, .status = status, .body = body, .err = err};

	error_clear(err);
	if (atomic_load(&resolver->is_cancelled)) {
		error_set(err, ERROR_STOPPED, "stopped");
		return false;
	}
	http_send(resolver->http, request, on_fetched, &fetch);
	/* Once cancelled, nothing runs the http any more: the rest of this is dropped with it. */
	while (!fetch.is_over && !atomic_load(&resolver->is_cancelled)) {
		http_run(resolver->http, request->timeout_ms);
	}
	if (!fetch.is_over) {
		error_set(err, ERROR_STOPPED, "stopped");
	}
	return fetch.is_answered;
}

/* --- All of it ----------------------------------------------------------------------------- */

/* --role-arn, whatever gave the keys for it. */
static bool take_on_role(
	struct resolver *resolver, struct credentials *credentials, struct error *err)
{
	const struct settings *settings = resolver->settings;
	const struct sts_role role = {
		.arn = settings->role_arn, .external_id = settings->external_id};
	struct credentials taken = {.provider = "--role-arn"};

	if (!role.arn) {
		return true;
	}
	bool is_taken = sts_assume_role(resolver, credentials, &role, &taken, err);

	if (is_taken) {
		snprintf(taken.profile, sizeof(taken.profile), "%s", credentials->profile);
		snprintf(taken.source, sizeof(taken.source), "role %.120s by %.120s", role.arn,
			credentials->source);
		*credentials = taken;
	}
	buf_printf(&resolver->tried, "--role-arn: %s\n", is_taken ? taken.source : err->text);
	credentials_wipe(&taken);
	return is_taken;
}

static bool read_files(struct resolver *resolver, struct error *err)
{
	const struct settings *settings = resolver->settings;

	if (!aws_config_load(settings->profile, &resolver->config, err)) {
		return false;
	}
	if (!endpoint_resolve(settings, resolver->config, &resolver->endpoint, err)) {
		resolver->endpoint = (struct endpoint){0};
		return false;
	}
	http_trust(resolver->http, resolver->endpoint.ca_bundle);
	return true;
}

/* Before they are read, so that a change meanwhile counts. */
static void watch_files(struct resolver *resolver)
{
	file_watch_clear(&resolver->watch);
	for (int file = 0; file < AWS_CONFIG_FILE_COUNT; file++) {
		char *path = aws_config_find_path(file);

		file_watch_add(&resolver->watch, path);
		free(path);
	}
}

bool resolver_run(struct resolver *resolver, struct credentials *credentials, struct error *err)
{
	struct credentials found = {0};

	aws_config_free(resolver->config);
	resolver->config = NULL;
	resolver->endpoint = (struct endpoint){0};
	buf_clear(&resolver->tried);
	watch_files(resolver);
	bool is_found = read_files(resolver, err) && credentials_find(resolver, &found, err) &&
			take_on_role(resolver, &found, err);

	if (is_found) {
		*credentials = found;
	} else if (atomic_load(&resolver->is_cancelled)) {
		error_set(err, ERROR_STOPPED, "stopped");
	} else if (err->kind != ERROR_CONFIG) {
		err->kind = ERROR_CREDENTIALS;
	}
	credentials_wipe(&found);
	return is_found;
}
