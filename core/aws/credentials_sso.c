/* SPDX-License-Identifier: MIT */
/*
 * Single sign-on: a profile names an account and a role; the login that "aws sso login" has left in
 * ~/.aws/sso/cache is exchanged for keys. Sources: "IAM Identity Center credential provider" in the
 * AWS SDKs and Tools Reference Guide; GetRoleCredentials in the IAM Identity Center Portal API
 * Reference.
 */
#include "aws/credentials_provider.h"
#include "aws/sso_token.h"
#include "text.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_MS 10000

struct portal {
	const struct provider_ask *ask;
	struct sso_login login;
	const char *account, *role;
	int status;
	struct buf body;
};

/* The command that mends it comes first, because the line may be cut. */
static enum provider_answer want_login(
	const struct portal *portal, const char *why, struct error *err)
{
	return credentials_fail(
		err, "run \"aws sso login --profile %.64s\": %.250s", portal->ask->profile, why);
}

/* Where the login is: in a section of its own, or, as before, in the profile itself. */
static enum provider_answer find_login(struct portal *portal, struct error *err)
{
	const struct aws_config *config = portal->ask->resolver->config;
	const char *profile = portal->ask->profile;
	struct sso_login *login = &portal->login;

	login->session = aws_config_get_of(config, profile, "sso_session");
	login->start_url = aws_config_get_of(config, profile, "sso_start_url");
	login->region = aws_config_get_of(config, profile, "sso_region");
	portal->account = aws_config_get_of(config, profile, "sso_account_id");
	portal->role = aws_config_get_of(config, profile, "sso_role_name");
	if (!login->start_url && !login->region && !portal->account && !portal->role) {
		return credentials_pass(err, "no sso_account_id in profile %.64s", profile);
	}
	if (login->session) {
		login->start_url =
			aws_config_get_in(config, "sso-session", login->session, "sso_start_url");
		login->region =
			aws_config_get_in(config, "sso-session", login->session, "sso_region");
	}
	const char *missing = !login->start_url  ? "sso_start_url"
			      : !login->region   ? "sso_region"
			      : !portal->account ? "sso_account_id"
			      : !portal->role    ? "sso_role_name"
						 : NULL;

	if (missing && login->session) {
		return credentials_fail(err,
			"profile %.64s with its sso-session %.64s lacks %s for single sign-on",
			profile, login->session, missing);
	}
	return missing ? credentials_fail(
				 err, "profile %.64s lacks %s for single sign-on", profile, missing)
		       : PROVIDER_FOUND;
}

static bool fetch_keys(struct portal *portal, const char *token, struct error *err)
{
	const struct resolver *resolver = portal->ask->resolver;
	struct endpoint endpoint;

	if (!endpoint_resolve_service(ENDPOINT_SSO, portal->login.region, resolver->settings,
		    resolver->config, &endpoint, err)) {
		return false;
	}
	struct buf url = {0}, header = {0};
	const char *headers[1];

	buf_printf(&url, "%s/federation/credentials?account_id=", endpoint.url);
	text_put_url(&url, portal->account);
	buf_puts(&url, "&role_name=");
	text_put_url(&url, portal->role);
	buf_printf(&header, "x-amz-sso_bearer_token: %s", token);
	headers[0] = buf_text(&header);
	const struct http_request request = {
		.method = "GET",
		.url = buf_text(&url),
		.headers = headers,
		.headers_count = ARRAY_LEN(headers),
		.timeout_ms = TIMEOUT_MS,
	};
	bool is_answered = resolver_fetch(
		portal->ask->resolver, &request, &portal->status, &portal->body, err);

	buf_fini(&url);
	buf_fini(&header);
	return is_answered;
}

static enum provider_answer refuse(
	const struct portal *portal, const struct json *document, struct error *err)
{
	char message[200];

	credentials_copy_text(document, "message", message, sizeof(message));
	if (portal->status == 401) {
		return want_login(portal, "its login is no longer good", err);
	}
	if (portal->status == 403 || portal->status == 404) {
		return credentials_fail(err,
			"single sign-on of profile %.64s: no access to role %.64s in account "
			"%.20s: %s",
			portal->ask->profile, portal->role, portal->account, message);
	}
	return credentials_fail(err, "single sign-on of profile %.64s: HTTP %d: %s",
		portal->ask->profile, portal->status, message);
}

static enum provider_answer take_keys(
	const struct portal *portal, struct credentials *credentials, struct error *err)
{
	enum provider_answer answer;
	struct json *document = json_parse(buf_text(&portal->body), portal->body.length);
	const struct json *keys = json_get(document, "roleCredentials");
	const struct credentials_parts parts = {
		.id_name = "accessKeyId",
		.id = json_string(json_get(keys, "accessKeyId")),
		.secret_name = "secretAccessKey",
		.secret = json_string(json_get(keys, "secretAccessKey")),
		.token_name = "sessionToken",
		.token = json_string(json_get(keys, "sessionToken")),
		.place = credentials->source,
	};

	if (portal->status != 200) {
		answer = refuse(portal, document, err);
		goto out;
	}
	answer = credentials_take_parts(&parts, credentials, err);
	if (answer == PROVIDER_NOT_HERE) {
		answer = credentials_fail(err, "%s: the answer has no keys", credentials->source);
	}
	double expiry_ms = json_number(json_get(keys, "expiration"), 0);

	credentials->expiry_ms = expiry_ms > 0 && expiry_ms < 1e15 ? (int64_t)expiry_ms : 0;
	if (answer == PROVIDER_FOUND && !resolver_check_expiry(portal->ask->resolver, credentials,
						credentials->source, err)) {
		answer = PROVIDER_FAILED;
	}
out:
	json_free_secret(document);
	return answer;
}

enum provider_answer credentials_sso_provide(
	const struct provider_ask *ask, struct credentials *credentials, struct error *err)
{
	struct portal portal = {.ask = ask};
	char token[SSO_TOKEN_SIZE];
	enum provider_answer answer = find_login(&portal, err);

	if (answer != PROVIDER_FOUND) {
		return answer;
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"role %.64s in account %.20s by single sign-on of profile %.64s", portal.role,
		portal.account, ask->profile);
	if (!sso_token_find(ask->resolver, &portal.login, token, err)) {
		answer = err->kind == ERROR_CREDENTIALS
				 ? want_login(&portal, err->text, err)
				 : credentials_fail(err, "%s: %s", credentials->source, err->text);
	} else if (!fetch_keys(&portal, token, err)) {
		answer = credentials_fail(err, "%s: %s", credentials->source, err->text);
	} else {
		answer = take_keys(&portal, credentials, err);
		snprintf(credentials->account_id, sizeof(credentials->account_id), "%.12s",
			portal.account);
	}
	explicit_bzero(token, sizeof(token));
	buf_fini(&portal.body);
	return answer;
}
