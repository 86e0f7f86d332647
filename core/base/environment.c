/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include "base.h"

#include <stdlib.h>
#include <string.h>

extern char **environ;

/* Sources: openssl-env(7), and "Environment variables" in libcurl-env(3). */
static const char *const weakening[] = {
	"CURL_SSL_BACKEND",
	"OPENSSL_CONF",
	"OPENSSL_CONF_INCLUDE",
	"OPENSSL_ENGINES",
	"OPENSSL_MODULES",
	"SSLKEYLOGFILE",
};

static char **original;

void environment_protect(void)
{
	size_t count = 0;

	while (environ && environ[count]) {
		count++;
	}
	/* A copy of the pointers is enough: unsetenv() only removes pointers from environ. */
	original = base_calloc(count + 1, sizeof(*original));
	if (count > 0) {
		memcpy(original, environ, count * sizeof(*original));
	}
	for (size_t i = 0; i < ARRAY_LEN(weakening); i++) {
		(void)unsetenv(weakening[i]);
	}
}

char **environment_of_programs(void)
{
	return original ? original : environ;
}
