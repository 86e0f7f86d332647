/* SPDX-License-Identifier: MIT */
#include "report/whoami_report.h"

#include "buf.h"
#include "error.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LINE_BYTES 1000

void whoami_report_facts(const char *facts, FILE *out)
{
	char line[MAX_LINE_BYTES], safe[3 * MAX_LINE_BYTES];

	while (*facts) {
		size_t length = strcspn(facts, "\n");

		snprintf(line, sizeof(line), "%.*s", (int)length, facts);
		text_sanitize(line, safe, sizeof(safe));
		fprintf(out, "%s\n", safe);
		facts += length + (facts[length] ? 1 : 0);
	}
}

static void report_text(const struct whoami *whoami, FILE *out)
{
	struct buf facts = {0};

	whoami_print(whoami, &facts);
	whoami_report_facts(buf_text(&facts), out);
	buf_fini(&facts);
}

static void put_text(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\":", name);
	if (*text) {
		text_put_json(out, text);
	} else {
		buf_puts(out, "null");
	}
}

/* {"schema":1,"error":null,"region":{"value":"eu-west-1","from":"AWS_REGION"},…} */
static void report_json(const struct whoami *whoami, FILE *out)
{
	bool has_failed = whoami->error.kind != ERROR_NONE;
	struct buf text = {0};

	buf_puts(&text, "{\"schema\":1,");
	put_text(&text, "kind", has_failed ? error_kind_word(whoami->error.kind) : "");
	buf_putc(&text, ',');
	put_text(&text, "error", whoami->error.text);
	buf_putc(&text, ',');
	put_text(&text, "tried", whoami->tried);
	for (int i = 0; i < WHOAMI_FACT_COUNT; i++) {
		buf_printf(&text, ",\n\"%s\":{", whoami_fact_name(i));
		put_text(&text, "value", whoami->facts[i].value);
		buf_putc(&text, ',');
		put_text(&text, "from", whoami->facts[i].origin);
		buf_putc(&text, '}');
	}
	fprintf(out, "%s}\n", buf_text(&text));
	buf_fini(&text);
}

int whoami_report_run(const struct settings *settings)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct whoami *whoami = base_calloc(1, sizeof(*whoami));
	char line[sizeof(whoami->error.text) * 3];
	int status;

	sigaction(SIGPIPE, &ignore, NULL);
	whoami_ask(settings, whoami);
	status = error_exit_status(&whoami->error);
	errno = 0;
	if (settings->output == OUTPUT_JSON) {
		report_json(whoami, stdout);
	} else {
		report_text(whoami, stdout);
	}
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "beyatop: cannot write to stdout: %s\n", strerror(errno));
		status = 1;
	} else if (status != 0) {
		text_sanitize(whoami->error.text, line, sizeof(line));
		fprintf(stderr, "beyatop: %s\n", line);
	}
	free(whoami);
	return status;
}
