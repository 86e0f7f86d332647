/* SPDX-License-Identifier: MIT */
/*
 * Single sign-on: exchanges the token that "aws sso login" left in ~/.aws/sso/cache for credentials
 * of the account and role that the profile names. Sources: "IAM Identity Center credential
 * provider" in the AWS SDKs and Tools Reference Guide; GetRoleCredentials in the IAM Identity
 * Center Portal API Reference.
 */
#include "aws/provider.h"
#include "aws/sso_token.h"
#include "net/url.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_MS 10000

struct portal {
	const struct provider_request *request;
	struct sso_login login;
	const char *account, *role;
	int status;
	struct buf body;
};

/* The text starts with the command to run, because the line may be cut. */
static enum provider_result require_login(
	const struct portal *portal, const char *why, struct error *err)
{
	return provider_fail(err, "run \"aws sso login --profile %.64s\": %.250s",
		portal->request->profile, why);
}

/* Finds the login's settings in an sso-session section or, in the legacy format, in the profile. */
static enum provider_result find_login(struct portal *portal, struct error *err)
{
	const struct aws_config *config = portal->request->client->config;
	const char *profile = portal->request->profile;
	struct sso_login *login = &portal->login;

	login->session = aws_config_get_of(config, profile, "sso_session");
	login->start_url = aws_config_get_of(config, profile, "sso_start_url");
	login->region = aws_config_get_of(config, profile, "sso_region");
	portal->account = aws_config_get_of(config, profile, "sso_account_id");
	portal->role = aws_config_get_of(config, profile, "sso_role_name");
	if (!login->start_url && !login->region && !portal->account && !portal->role) {
		return provider_skip(err, "no sso_account_id in profile %.64s", profile);
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
		return provider_fail(err,
			"profile %.64s with sso-session %.64s has no %s for single sign-on",
			profile, login->session, missing);
	}
	return missing ? provider_fail(err, "profile %.64s has no %s for single sign-on", profile,
				 missing)
		       : PROVIDER_FOUND;
}

static bool fetch_credentials(struct portal *portal, const char *token, struct error *err)
{
	const struct aws_client *client = portal->request->client;
	struct endpoint endpoint;

	if (!endpoint_resolve_service(ENDPOINT_SSO, portal->login.region, client->settings,
		    client->config, &endpoint, err)) {
		return false;
	}
	struct buf url = {0}, header = {0};
	const char *headers[1];

	buf_printf(&url, "%s/federation/credentials?account_id=", endpoint.url);
	url_put_encoded(&url, portal->account);
	buf_puts(&url, "&role_name=");
	url_put_encoded(&url, portal->role);
	buf_printf(&header, "x-amz-sso_bearer_token: %s", token);
	headers[0] = buf_text(&header);
	const struct http_request http = {
		.method = "GET",
		.url = buf_text(&url),
		.headers = headers,
		.headers_count = ARRAY_LEN(headers),
		.timeout_ms = TIMEOUT_MS,
	};
	bool has_response = aws_client_fetch(
		portal->request->client, &http, &portal->status, &portal->body, err);

	buf_fini(&url);
	buf_fini(&header);
	return has_response;
}

static enum provider_result refuse(
	const struct portal *portal, const struct json *json, struct error *err)
{
	char message[200];

	provider_copy_text(json, "message", message, sizeof(message));
	if (portal->status == 401) {
		return require_login(portal, "the login is no longer valid", err);
	}
	if (portal->status == 403 || portal->status == 404) {
		return provider_fail(err,
			"single sign-on of profile %.64s: no access to role %.64s in account "
			"%.20s: %s",
			portal->request->profile, portal->role, portal->account, message);
	}
	return provider_fail(err, "single sign-on of profile %.64s: HTTP %d: %s",
		portal->request->profile, portal->status, message);
}

static enum provider_result read_credentials(
	const struct portal *portal, struct credentials *credentials, struct error *err)
{
	enum provider_result result;
	struct json *json = json_parse(buf_text(&portal->body), portal->body.length);
	const struct json *role = json_get(json, "roleCredentials");
	double expiry_ms = json_number(json_get(role, "expiration"), 0);
	const struct credentials_parts parts = {
		.id_name = "accessKeyId",
		.id = json_string(json_get(role, "accessKeyId")),
		.secret_name = "secretAccessKey",
		.secret = json_string(json_get(role, "secretAccessKey")),
		.token_name = "sessionToken",
		.token = json_string(json_get(role, "sessionToken")),
		/* the API's is a number; as text it is in any form */
		.expiry_name = "expiration",
		.expiry = json_string(json_get(role, "expiration")),
		.place = credentials->source,
	};

	credentials->expiry_ms = expiry_ms > 0 && expiry_ms < 1e15 ? (int64_t)expiry_ms : 0;
	result = portal->status == 200 ? provider_set(portal->request, &parts, credentials, err)
				       : refuse(portal, json, err);
	json_free(json);
	return result;
}

static enum provider_result provide(
	const struct provider_request *request, struct credentials *credentials, struct error *err)
{
	struct portal portal = {.request = request};
	char token[SSO_TOKEN_SIZE];
	enum provider_result result = find_login(&portal, err);

	if (result != PROVIDER_FOUND) {
		return result;
	}
	snprintf(credentials->source, sizeof(credentials->source),
		"role %.64s in account %.20s by single sign-on of profile %.64s", portal.role,
		portal.account, request->profile);
	if (!sso_token_find(request->client, &portal.login, token, err)) {
		result = err->kind == ERROR_CREDENTIALS
				 ? require_login(&portal, err->text, err)
				 : provider_fail(err, "%s: %s", credentials->source, err->text);
	} else if (!fetch_credentials(&portal, token, err)) {
		result = provider_fail(err, "%s: %s", credentials->source, err->text);
	} else {
		result = read_credentials(&portal, credentials, err);
		snprintf(credentials->account_id, sizeof(credentials->account_id), "%.12s",
			portal.account);
	}
	explicit_bzero(token, sizeof(token));
	buf_fini(&portal.body);
	return result;
}

const struct provider provider_sso = {
	.name = "single sign-on",
	.provide = provide,
	.is_of_profile = true,
};
