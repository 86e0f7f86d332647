/* SPDX-License-Identifier: MIT */
/*
 * Source: "Process credential provider" in the AWS SDKs and Tools Reference Guide, and "Sourcing
 * credentials with an external process" in the AWS CLI User Guide.
 */
#include "aws/credentials_provider.h"
#include "aws/subprocess.h"

#include <stdio.h>
#include <stdlib.h>

#define TIMEOUT_MS       15000
#define MAX_OUTPUT_BYTES (64u << 10)

static enum provider_answer take_output(const struct provider_ask *ask, const struct buf *output,
	struct credentials *credentials, struct error *err)
{
	enum provider_answer answer = PROVIDER_FAILED;
	struct json *document = json_parse(buf_text(output), output->length);

	if (!json_is_object(document)) {
		credentials_fail(err, "%s printed no JSON object", credentials->source);
		goto out;
	}
	if (json_number(json_get(document, "Version"), 0) != 1) {
		credentials_fail(
			err, "%s printed a document that is not of Version 1", credentials->source);
		goto out;
	}
	answer = credentials_take_document(
		ask->resolver, document, "SessionToken", credentials->source, credentials, err);
out:
	json_free_secret(document);
	return answer;
}

enum provider_answer credentials_process_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer;
	struct subprocess run = {
		.command = aws_config_get_of(
			ask->resolver->config, ask->profile, "credential_process"),
		.timeout_ms = TIMEOUT_MS,
		.max_bytes = MAX_OUTPUT_BYTES,
		.cancel_fd = ask->resolver->cancel_pipe[0],
	};

	if (!run.command) {
		return credentials_pass(
			err, "no credential_process in profile %.64s", ask->profile);
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"credential_process of profile %.64s", ask->profile);
	bool is_good = subprocess_run(&run, err);
	/* Some keep their keys in ~/.aws/credentials, too: that is no reason to run it again. */
	char *path = aws_config_find_path(AWS_CREDENTIALS_FILE);

	file_watch_renew(&ask->resolver->watch, path);
	free(path);
	if (is_good) {
		answer = take_output(ask, &run.output, credentials, err);
	} else {
		answer = credentials_fail(err, "%s %s%s%s", credentials->source, err->text,
			run.complaint[0] ? ": " : "", run.complaint);
	}
	buf_fini(&run.output);
	return answer;
}
