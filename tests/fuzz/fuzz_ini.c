/* SPDX-License-Identifier: MIT */
#include "fuzz/fuzz_ini.h"

#include "aws/aws_config.h"
#include "aws/endpoint.h"
#include "base.h"
#include "base/ini.h"
#include "net/url.h"
#include "settings.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[64];
static int fd = -1;

static void check(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "fuzz_ini: not so: %s\n", what);
		abort();
	}
}

/* Both files, until the process ends, are one without a name. */
static void open_file(void)
{
	char unnamed[] = "/tmp/beyatop-fuzz-XXXXXX";

	fd = mkstemp(unnamed);
	check(fd >= 0 && unlink(unnamed) == 0, "there is a file");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	setenv("AWS_CONFIG_FILE", path, 1);
	setenv("AWS_SHARED_CREDENTIALS_FILE", path, 1);
}

static void check_text(const struct ini *ini, const char *text)
{
	check(text >= ini->text && text + strlen(text) <= ini->text + ini->size,
		"a text lies in the file's");
	check(!strpbrk(text, "\n"), "a text is of one line");
}

static void check_entry(const struct ini *ini, const struct ini_entry *entry)
{
	size_t length;
	const char *name = ini_name_of(entry, "profile", &length);

	check(!name || (name >= entry->section &&
			       name + length <= entry->section + strlen(entry->section)),
		"a name lies in its section's");
	check(entry->line >= 1, "lines count from 1");
	check(!entry->block || entry->key, "what is in a block has a key");
	if (*entry->section) {
		check_text(ini, entry->section);
	}
	for (const char *at = entry->key; at && *at; at++) {
		check(!isupper((unsigned char)*at), "a key is in lower case");
	}
	if (entry->key && *entry->value) {
		check_text(ini, entry->value);
	}
}

static void check_ini(void)
{
	struct ini ini = {0};
	struct error err = {0};

	if (ini_read(&ini, path, INI_ANY, &err)) {
		for (size_t i = 0; i < ini.count; i++) {
			check_entry(&ini, &ini.entries[i]);
			check(i == 0 || ini.entries[i].line >= ini.entries[i - 1].line,
				"entries are in the file's order");
		}
	} else {
		check(err.kind == ERROR_CONFIG && strstr(err.text, path),
			"an error is one of the file");
	}
	ini_fini(&ini);
}

/* What the files say of an endpoint is used or refused, and never becomes another host. */
static void check_endpoint(const struct aws_config *config)
{
	struct settings settings = {0};
	struct endpoint endpoint;
	struct error err = {0};
	struct url url;

	if (endpoint_resolve(&settings, config, &endpoint, &err)) {
		check(!url_parse(endpoint.url, &url), "an endpoint is a URL");
		check(!url.is_plain || url_is_loopback(url.host), "http is for this machine");
	} else {
		check(err.kind == ERROR_CONFIG && err.text[0], "a refusal says why");
	}
}

static void check_config(const char *profile)
{
	static const char *const keys[] = {"region", "aws_access_key_id", "s3.region", "services",
		"sso_session", "endpoint_url", ""};
	struct aws_config *config = NULL;
	struct error err = {0};

	if (!aws_config_load(profile, &config, &err)) {
		check(err.kind == ERROR_CONFIG && err.text[0], "an error says what is wrong");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const char *value = aws_config_get_of(config, aws_config_profile(config), keys[i]);

		check(!value || *value, "a value is not empty");
		aws_config_get_in(config, "services", value ? value : "here", keys[i]);
	}
	check_endpoint(config);
	aws_config_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (fd < 0) {
		open_file();
	}
	check(ftruncate(fd, 0) == 0 && pwrite(fd, bytes, size, 0) == (ssize_t)size,
		"the file can be written");
	check_ini();
	check_config(NULL);
	check_config("a");
	return 0;
}
