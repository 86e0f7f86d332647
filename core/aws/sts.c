/* SPDX-License-Identifier: MIT */
#include "aws/sts.h"

#include "aws/signed_post.h"
#include "aws/xml.h"
#include "net/url.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION      "2011-06-15"
#define CONTENT_TYPE "application/x-www-form-urlencoded; charset=utf-8"
#define TIMEOUT_MS   10000
/* Signatures are valid within 5 minutes of server time. ddb.c uses the same limit. */
#define SKEW_WORTH_A_RETRY_MS 60000

struct call {
	struct aws_client *client;
	const char *action;
	/* NULL: unsigned */
	const struct credentials *signer;
	struct endpoint endpoint;
	struct buf form, response;
	int status;
};

/* --- The form ------------------------------------------------------------------------------ */

static void add(struct call *call, const char *name, const char *value)
{
	if (!value || !*value) {
		return;
	}
	buf_printf(&call->form, "%s%s=", call->form.length > 0 ? "&" : "", name);
	url_put_encoded(&call->form, value);
}

/* "beyatop-anna", so that CloudTrail shows the user. STS allows only these characters. */
static void find_session_name(const struct sts_role *role, char name[65])
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_+=,.@-";
	const char *user = getenv("USER");

	if (role->session_name) {
		snprintf(name, 65, "%s", role->session_name);
	} else if (user && *user && strspn(user, allowed) == strlen(user)) {
		snprintf(name, 65, "beyatop-%s", user);
	} else {
		snprintf(name, 65, "beyatop");
	}
}

static void begin(struct call *call, struct aws_client *client, const char *action)
{
	*call = (struct call){.client = client, .action = action};
	add(call, "Action", action);
	add(call, "Version", VERSION);
}

static void add_role(struct call *call, const struct sts_role *role)
{
	char name[65];

	find_session_name(role, name);
	add(call, "RoleArn", role->arn);
	add(call, "RoleSessionName", name);
	add(call, "DurationSeconds", role->duration_s);
}

static void end(struct call *call)
{
	buf_fini(&call->form);
	buf_fini(&call->response);
}

/* --- The request --------------------------------------------------------------------------- */

static bool post_call(
	struct call *call, const char *const *headers, size_t headers_count, struct error *err)
{
	const struct http_request request = {
		.url = call->endpoint.url,
		.headers = headers,
		.headers_count = headers_count,
		.body = &call->form,
		.timeout_ms = TIMEOUT_MS,
	};

	return aws_client_fetch(call->client, &request, &call->status, &call->response, err);
}

static bool send_signed(struct call *call, struct error *err)
{
	struct signed_post post = {
		.endpoint = &call->endpoint,
		.service = "sts",
		.credentials = call->signer,
		.content_type = CONTENT_TYPE,
		.body = &call->form,
		.time_ms = aws_client_now_ms(call->client),
	};

	signed_post_sign(&post);
	bool has_response = post_call(call, post.headers, post.headers_count, err);

	signed_post_fini(&post);
	return has_response;
}

static bool send_once(struct call *call, struct error *err)
{
	static const char *const unsigned_headers[] = {"Content-Type: " CONTENT_TYPE};

	buf_fini(&call->response);
	return call->signer ? send_signed(call, err)
			    : post_call(call, unsigned_headers, ARRAY_LEN(unsigned_headers), err);
}

static bool refuse(const struct call *call, struct error *err)
{
	char code[64] = "", message[300] = "", plain_code[64], plain_message[240];
	const char *xml = buf_text(&call->response);

	xml_find_text(xml, "Code", code, sizeof(code));
	xml_find_text(xml, "Message", message, sizeof(message));
	/* Later lines may quote the request, so keep only the first. */
	message[strcspn(message, "\r\n")] = '\0';
	text_sanitize(code, plain_code, sizeof(plain_code));
	text_sanitize(message, plain_message, sizeof(plain_message));
	if (!code[0]) {
		error_set(err, ERROR_PROTOCOL,
			"%s: the response (HTTP %d) is not from STS; check the endpoint %.100s",
			call->action, call->status, call->endpoint.url);
	} else {
		bool is_denied = strcmp(plain_code, "AccessDenied") == 0;

		error_set(err, is_denied ? ERROR_DENIED : ERROR_CREDENTIALS, "%s: %s: %s",
			call->action, plain_code, plain_message);
		memcpy(err->aws_code, plain_code, sizeof(err->aws_code));
	}
	err->http_status = call->status;
	return false;
}

/* Repeats the call if the response's Date header shows that our clock was wrong. */
static bool perform(struct call *call, struct error *err)
{
	const struct aws_client *client = call->client;
	int64_t skew_ms = client->skew_ms;
	struct error cause;

	if (!endpoint_resolve_service(
		    ENDPOINT_STS, NULL, client->settings, client->config, &call->endpoint, err)) {
		return false;
	}
	bool has_response = send_once(call, &cause);

	if (has_response && call->status == 403 &&
		llabs(client->skew_ms - skew_ms) > SKEW_WORTH_A_RETRY_MS) {
		has_response = send_once(call, &cause);
	}
	if (!has_response) {
		return error_set(err, cause.kind, "%s: no response from %.120s: %s", call->action,
			call->endpoint.host, cause.text);
	}
	return call->status == 200 || refuse(call, err);
}

/* --- The responses ------------------------------------------------------------------------- */

static void read_caller(const char *xml, struct credentials *credentials)
{
	if (!xml_find_text(xml, "Arn", credentials->arn, sizeof(credentials->arn))) {
		credentials->arn[0] = '\0';
	}
	credentials_copy_account(credentials->arn, credentials->account_id);
}

static bool read_credentials(
	const struct call *call, struct credentials *credentials, struct error *err)
{
	const char *xml = buf_text(&call->response);
	struct credentials raw = {0};
	char expiry[100], place[160];
	const struct credentials_parts parts = {
		.id_name = "AccessKeyId",
		.id = raw.access_key_id,
		.secret_name = "SecretAccessKey",
		.secret = raw.secret_access_key,
		.token_name = "SessionToken",
		.token = raw.session_token,
		.expiry_name = "Expiration",
		.expiry = expiry,
		.place = place,
	};

	snprintf(place, sizeof(place), "the response from %.120s", call->endpoint.host);
	bool is_whole =
		xml_find_text(xml, parts.id_name, raw.access_key_id, sizeof(raw.access_key_id)) &&
		xml_find_text(xml, parts.secret_name, raw.secret_access_key,
			sizeof(raw.secret_access_key)) &&
		xml_find_text(
			xml, parts.token_name, raw.session_token, sizeof(raw.session_token)) &&
		xml_find_text(xml, parts.expiry_name, expiry, sizeof(expiry)) &&
		raw.access_key_id[0];
	bool is_taken = is_whole && credentials_set(credentials, &parts, err);

	credentials_wipe(&raw);
	if (!is_whole) {
		error_set(err, ERROR_PROTOCOL, "%s has no credentials", place);
	}
	return is_taken;
}

static bool assume(struct call *call, const struct sts_role *role, struct credentials *credentials,
	struct error *err)
{
	struct error cause;

	error_clear(&cause);
	if (perform(call, &cause) && read_credentials(call, credentials, &cause) &&
		credentials_check_expiry(
			credentials, aws_client_now_ms(call->client), role->arn, &cause)) {
		read_caller(buf_text(&call->response), credentials);
		return true;
	}
	error_set(err, cause.kind, "role %.120s: %s", role->arn, cause.text);
	memcpy(err->aws_code, cause.aws_code, sizeof(err->aws_code));
	return false;
}

bool sts_assume_role(struct aws_client *client, const struct credentials *base,
	const struct sts_role *role, struct credentials *credentials, struct error *err)
{
	struct call call;

	begin(&call, client, "AssumeRole");
	call.signer = base;
	add_role(&call, role);
	add(&call, "ExternalId", role->external_id);
	bool is_assumed = assume(&call, role, credentials, err);

	end(&call);
	return is_assumed;
}

bool sts_assume_role_with_web_identity(struct aws_client *client, const char *token,
	const struct sts_role *role, struct credentials *credentials, struct error *err)
{
	struct call call;

	begin(&call, client, "AssumeRoleWithWebIdentity");
	add_role(&call, role);
	add(&call, "WebIdentityToken", token);
	bool is_assumed = assume(&call, role, credentials, err);

	end(&call);
	return is_assumed;
}

bool sts_get_caller_identity(struct aws_client *client, const struct credentials *credentials,
	struct sts_identity *identity, struct error *err)
{
	struct call call;

	begin(&call, client, "GetCallerIdentity");
	call.signer = credentials;
	bool is_known = perform(&call, err);
	const char *xml = buf_text(&call.response);

	if (is_known &&
		(!xml_find_text(xml, "Account", identity->account, sizeof(identity->account)) ||
			!xml_find_text(xml, "Arn", identity->arn, sizeof(identity->arn)) ||
			!xml_find_text(
				xml, "UserId", identity->user_id, sizeof(identity->user_id)))) {
		error_set(err, ERROR_PROTOCOL,
			"GetCallerIdentity: the response from %.120s has no identity",
			call.endpoint.host);
		is_known = false;
	}
	end(&call);
	return is_known;
}
