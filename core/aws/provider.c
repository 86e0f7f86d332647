/* SPDX-License-Identifier: MIT */
#include "aws/provider.h"

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum provider_result provider_fail(struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	if (err->kind == ERROR_STOPPED) {
		return PROVIDER_FAILED;
	}
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(err, ERROR_CREDENTIALS, "%s", text);
	return PROVIDER_FAILED;
}

enum provider_result provider_skip(struct error *err, const char *format, ...)
{
	char text[sizeof(err->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	error_set(err, ERROR_NONE, "%s", text);
	return PROVIDER_NOT_CONFIGURED;
}

enum provider_result provider_set(const struct provider_request *request,
	const struct credentials_parts *parts, struct credentials *credentials, struct error *err)
{
	bool is_usable = credentials_set(credentials, parts, err) &&
			 credentials_check_expiry(credentials, aws_client_now_ms(request->client),
				 parts->place, err);

	return is_usable ? PROVIDER_FOUND : PROVIDER_FAILED;
}

enum provider_result provider_set_from_json(const struct provider_request *request,
	const struct json *json, const char *token_name, struct credentials *credentials,
	struct error *err)
{
	struct buf expiry = {0};

	json_put_plain(json_get(json, "Expiration"), &expiry);
	const struct credentials_parts parts = {
		.id_name = "AccessKeyId",
		.id = json_string(json_get(json, "AccessKeyId")),
		.secret_name = "SecretAccessKey",
		.secret = json_string(json_get(json, "SecretAccessKey")),
		.token_name = token_name,
		.token = json_string(json_get(json, token_name)),
		.expiry_name = "Expiration",
		.expiry = buf_text(&expiry),
		.place = credentials->source,
	};
	const char *account = json_string(json_get(json, "AccountId"));

	snprintf(credentials->account_id, sizeof(credentials->account_id), "%s",
		account && strspn(account, "0123456789") == 12 ? account : "");
	enum provider_result result = provider_set(request, &parts, credentials, err);

	buf_fini(&expiry);
	return result;
}

void provider_copy_text(const struct json *json, const char *name, char *text, size_t size)
{
	const char *member = json_string(json_get(json, name));

	text_sanitize(member ? member : "", text, size);
}

const char *provider_variable(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}
