/* SPDX-License-Identifier: MIT */
/*
 * Sources: "Process credential provider" in the AWS SDKs and Tools Reference Guide, and "Sourcing
 * credentials with an external process" in the AWS CLI User Guide.
 */
#include "aws/provider.h"
#include "aws/subprocess.h"

#include <stdio.h>
#include <stdlib.h>

#define TIMEOUT_MS       15000
#define MAX_OUTPUT_BYTES (64u << 10)

static enum provider_result read_output(const struct provider_request *request,
	const struct buf *output, struct credentials *credentials, struct error *err)
{
	enum provider_result result = PROVIDER_FAILED;
	struct json *json = json_parse(buf_text(output), output->length);

	if (!json_is_object(json)) {
		provider_fail(err, "%s printed no JSON object", credentials->source);
	} else if (json_number(json_get(json, "Version"), 0) != 1) {
		provider_fail(err, "%s printed JSON whose Version is not 1", credentials->source);
	} else {
		result = provider_set_from_json(request, json, "SessionToken", credentials, err);
	}
	json_free(json);
	return result;
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	enum provider_result result;
	struct subprocess process = {
		.command = aws_config_get_of(
			request->client->config, request->profile, "credential_process"),
		.timeout_ms = aws_client_timeout_ms(request->client, TIMEOUT_MS),
		.max_bytes = MAX_OUTPUT_BYTES,
		.cancel_fd = request->client->cancel_pipe[0],
	};

	if (!process.command) {
		return provider_skip(
			err, "no credential_process in profile %.64s", request->profile);
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"credential_process of profile %.64s", request->profile);
	bool is_good = subprocess_run(&process, err);
	/* Some programs also write to ~/.aws/credentials, which must not trigger another run. */
	char *path = aws_config_find_path(AWS_CREDENTIALS_FILE);

	file_watch_renew(&request->client->watch, path);
	free(path);
	if (is_good) {
		result = read_output(request, &process.output, credentials, err);
	} else {
		result = provider_fail(err, "%s %s%s%s", credentials->source, err->text,
			process.error_text[0] ? ": " : "", process.error_text);
	}
	buf_fini(&process.output);
	return result;
}

const struct provider provider_process = {
	.name = "process",
	.provide = provide,
	.is_of_profile = true,
};
