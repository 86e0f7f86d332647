/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include "text.h"
#include "units.h"

#include <stdlib.h>
#include <string.h>

#define MAX_READ_RATE 1e6 /* RCU/s; far over any table's quota */
#define TRY_HELP      "; try beyatop --help"

/* One setting: its names, how its text is read and where to, and its help. */
struct setting {
	const char *flag;     /* "interval", for --interval */
	char letter;          /* 'i', for -i; 0: none */
	const char *variable; /* in the environment; NULL: none */
	const char *metavar;  /* what --help calls its value; NULL: a switch, which takes none */
	size_t offset;        /* of its member in struct settings */
	/* Sets the member from text, which is NULL for a switch; false when it is not acceptable. */
	bool (*read)(const struct setting *setting, const char *text, struct settings *settings);
	int64_t min, max;     /* of a count, or of a duration in ms */
	const char *initial;  /* its default as text; NULL: zero */
	const char *accepted; /* completes 'is not …' in messages */
	const char *help;
};

/* --- How values are read -------------------------------------------------------------------- */

static void *member_of(const struct setting *setting, struct settings *settings)
{
	return (char *)settings + setting->offset;
}

static bool read_text(const struct setting *setting, const char *text, struct settings *settings)
{
	const char **member = member_of(setting, settings);

	*member = text;
	return *text;
}

/* DynamoDB's rule for the names of tables and indexes. */
static bool read_name(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-";
	size_t length = strlen(text);

	return length >= 3 && length <= 255 && strspn(text, allowed) == length &&
	       read_text(setting, text, settings);
}

static bool read_switch(const struct setting *setting, const char *text, struct settings *settings)
{
	bool *member = member_of(setting, settings);

	*member = !text || text_equal_ignoring_case(text, "1") ||
		  text_equal_ignoring_case(text, "true");
	return *member || text_equal_ignoring_case(text, "0") ||
	       text_equal_ignoring_case(text, "false");
}

/* NO_COLOR's own rule: on by any value. */
static bool read_presence(
	const struct setting *setting, const char *text, struct settings *settings)
{
	(void)text;
	return read_switch(setting, NULL, settings);
}

static bool read_duration(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	return units_parse_duration(text, member) && *member >= setting->min &&
	       *member <= setting->max;
}

static bool read_duration_or_off(
	const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);

	*member = 0;
	return text_equal_ignoring_case(text, "off") || read_duration(setting, text, settings);
}

static bool read_rate(const struct setting *setting, const char *text, struct settings *settings)
{
	double *member = member_of(setting, settings);
	char *end;

	*member = strtod(text, &end);
	/* strtod() also takes blanks, hexadecimal, "inf" and "nan". */
	return *text && text[strspn(text, "0123456789.")] == '\0' && *end == '\0' && *member > 0 &&
	       *member <= MAX_READ_RATE;
}

static bool read_count(const struct setting *setting, const char *text, struct settings *settings)
{
	int64_t *member = member_of(setting, settings);
	size_t digits = strspn(text, "0123456789");
	*member = strtoll(text, NULL, 10);
	return digits > 0 && digits < 18 && text[digits] == '\0' && *member >= setting->min &&
	       *member <= setting->max;
}

static bool read_output(const struct setting *setting, const char *text, struct settings *settings)
{
	static const char *const words[] = {[OUTPUT_TEXT] = "text", [OUTPUT_JSON] = "json"};
	enum settings_output *member = member_of(setting, settings);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(text, words[i]) == 0) {
			*member = (enum settings_output)i;
			return true;
		}
	}
	return false;
}

static bool add_service(const char *name, size_t length, struct settings *settings)
{
	char *end = settings->services_text;

	for (int i = 0; i < settings->services_count; i++) {
		const char *known = settings->services[i];

		if (strlen(known) == length && memcmp(known, name, length) == 0) {
			return true;
		}
		end += strlen(known) + 1;
	}
	if (length == 0 || settings->services_count == SETTINGS_MAX_SERVICES ||
		length >=
			sizeof(settings->services_text) - (size_t)(end - settings->services_text)) {
		return false;
	}
	memcpy(end, name, length);
	end[length] = '\0';
	settings->services[settings->services_count++] = end;
	return true;
}

static bool read_services(
	const struct setting *setting, const char *text, struct settings *settings)
{
	(void)setting;
	for (;;) {
		size_t length = strcspn(text, ",");

		if (!add_service(text, length, settings)) {
			return false;
		}
		if (!text[length]) {
			return true;
		}
		text += length + 1;
	}
}

/* --- The settings --------------------------------------------------------------------------- */

#define AT(member)  offsetof(struct settings, member)
#define NAME_RULE   "a name of 3 to 255 letters, digits, \"_\", \".\" and \"-\""
#define SWITCH_RULE "1 or 0"
#define SECOND_MS   INT64_C(1000)
#define MINUTE_MS   (60 * SECOND_MS)
#define HOUR_MS     (60 * MINUTE_MS)

static const struct setting table[] = {
	{.flag = "table",
		.letter = 't',
		.variable = "BEYATOP_TABLE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(table),
		.initial = "beya-integration-sessions",
		.accepted = NAME_RULE,
		.help = "the table to watch"},
	{.flag = "region",
		.letter = 'r',
		.variable = "BEYATOP_REGION",
		.metavar = "NAME",
		.read = read_text,
		.offset = AT(region),
		.accepted = "a region",
		.help = "its AWS region, else as the AWS CLI finds it"},
	{.flag = "profile",
		.letter = 'p',
		.variable = "BEYATOP_PROFILE",
		.metavar = "NAME",
		.read = read_text,
		.offset = AT(profile),
		.accepted = "a profile",
		.help = "the profile of ~/.aws to use, not AWS_* keys"},
	{.flag = "endpoint-url",
		.variable = "BEYATOP_ENDPOINT_URL",
		.metavar = "URL",
		.read = read_text,
		.offset = AT(endpoint_url),
		.accepted = "a URL",
		.help = "another server that speaks DynamoDB's API"},
	{.flag = "index-service",
		.variable = "BEYATOP_INDEX_SERVICE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(index_service),
		.initial = "ServiceType-Index",
		.accepted = NAME_RULE,
		.help = "the index by serviceType"},
	{.flag = "index-active",
		.variable = "BEYATOP_INDEX_ACTIVE",
		.metavar = "NAME",
		.read = read_name,
		.offset = AT(index_active),
		.initial = "Active-Sessions-Index",
		.accepted = NAME_RULE,
		.help = "the index by isActive"},
	{.flag = "service",
		.letter = 's',
		.variable = "BEYATOP_SERVICES",
		.metavar = "NAME,...",
		.read = read_services,
		.offset = AT(services),
		.accepted = "a list of service names with commas between, at most 64 in all",
		.help = "services to know from the start; may be repeated"},
	{.flag = "interval",
		.letter = 'i',
		.variable = "BEYATOP_INTERVAL",
		.metavar = "TIME",
		.read = read_duration,
		.offset = AT(interval_ms),
		.initial = "15s",
		.min = SECOND_MS,
		.max = HOUR_MS,
		.accepted = "a time from 1s to 1h",
		.help = "pause between two refreshes, 1s to 1h"},
	{.flag = "reconcile",
		.variable = "BEYATOP_RECONCILE",
		.metavar = "TIME",
		.read = read_duration_or_off,
		.offset = AT(reconcile_ms),
		.initial = "30m",
		.min = MINUTE_MS,
		.max = 24 * HOUR_MS,
		.accepted = "a time from 1m to 24h, or off",
		.help = "pause between two Scans of the table, or off"},
	{.flag = "max-rcu",
		.variable = "BEYATOP_MAX_RCU",
		.metavar = "NUMBER",
		.read = read_rate,
		.offset = AT(max_read_rate),
		.accepted = "a number of read units over 0 and up to 1000000",
		.help = "RCU a second for each index, else half of its own"},
	{.flag = "full-every",
		.variable = "BEYATOP_FULL_EVERY",
		.metavar = "N",
		.read = read_count,
		.offset = AT(full_every),
		.initial = "20",
		.min = 1,
		.max = 10000,
		.accepted = "a number of refreshes from 1 to 10000",
		.help = "read every session anew after N refreshes"},
	{.flag = "max-items",
		.variable = "BEYATOP_MAX_ITEMS",
		.metavar = "N",
		.read = read_count,
		.offset = AT(max_items),
		.initial = "2000000",
		.min = 1,
		.max = 100000000,
		.accepted = "a number of sessions from 1 to 100000000",
		.help = "sessions to keep; with more, reading stops"},
	{.flag = "active-value",
		.variable = "BEYATOP_ACTIVE_VALUE",
		.metavar = "TEXT",
		.read = read_text,
		.offset = AT(active_value),
		.accepted = "a text",
		.help = "how isActive spells active, where unusual"},
	{.flag = "paused-value",
		.variable = "BEYATOP_PAUSED_VALUE",
		.metavar = "TEXT",
		.read = read_text,
		.offset = AT(paused_value),
		.accepted = "a text",
		.help = "how it spells paused; both or neither"},
	{.flag = "read-only",
		.variable = "BEYATOP_READ_ONLY",
		.read = read_switch,
		.offset = AT(read_only),
		.accepted = SWITCH_RULE,
		.help = "never write; no key can change that"},
	{.flag = "once",
		.read = read_switch,
		.offset = AT(once),
		.help = "print a report and exit"},
	{.flag = "output",
		.letter = 'o',
		.metavar = "FORMAT",
		.read = read_output,
		.offset = AT(output),
		.initial = "text",
		.accepted = "text or json",
		.help = "of the report: text or json"},
	{.flag = "ascii",
		.variable = "BEYATOP_ASCII",
		.read = read_switch,
		.offset = AT(ascii),
		.accepted = SWITCH_RULE,
		.help = "draw with ASCII only"},
	{.flag = "no-color",
		.letter = 'C',
		.variable = "NO_COLOR",
		.read = read_presence,
		.offset = AT(no_color),
		.help = "draw without colours"},
	{.flag = "allow-http",
		.variable = "BEYATOP_ALLOW_HTTP",
		.read = read_switch,
		.offset = AT(allow_http),
		.accepted = SWITCH_RULE,
		.help = "allow http:// to other machines than this one"},
	{.flag = "version",
		.letter = 'V',
		.read = read_switch,
		.offset = AT(show_version),
		.help = "print the version and exit"},
	{.flag = "help",
		.letter = 'h',
		.read = read_switch,
		.offset = AT(show_help),
		.help = "print this and exit"},
};

/* --- The command line ----------------------------------------------------------------------- */

struct parser {
	struct settings *settings;
	char **next;    /* the arguments that are still to be read */
	uint32_t given; /* a bit for each row of the table that was set */
	struct error *err;
};

_Static_assert(ARRAY_LEN(table) <= 32, "a bit of given for each row");

static uint32_t bit_of(const struct setting *setting)
{
	return UINT32_C(1) << (setting - table);
}

static const struct setting *find_long(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (strlen(table[i].flag) == length && memcmp(table[i].flag, name, length) == 0) {
			return &table[i];
		}
	}
	return NULL;
}

static const struct setting *find_short(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (table[i].letter == letter) {
			return &table[i];
		}
	}
	return NULL;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Levenshtein's: how many letters to insert, delete or change between them. */
static size_t distance(const char *a, size_t a_length, const char *b)
{
	size_t row[32], b_length = strlen(b);

	if (b_length >= ARRAY_LEN(row)) {
		return SIZE_MAX;
	}
	for (size_t j = 0; j <= b_length; j++) {
		row[j] = j;
	}
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = min_size(change, min_size(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_length];
}

/* The flag that was probably meant; NULL when none is near. */
static const char *nearest_flag(const char *name, size_t length)
{
	const char *nearest = NULL;
	size_t least = 3;

	for (size_t i = 0; i < ARRAY_LEN(table) && length > 0; i++) {
		size_t far = strncmp(table[i].flag, name, length) == 0
				     ? 1
				     : distance(name, length, table[i].flag);

		if (far < least) {
			least = far;
			nearest = table[i].flag;
		}
	}
	return nearest;
}

static bool refuse_unknown(const char *name, size_t length, struct error *err)
{
	const char *nearest = nearest_flag(name, length);

	if (nearest) {
		error_set(err, ERROR_USAGE, "--%.*s is not an option (did you mean --%s?)" TRY_HELP,
			(int)min_size(length, 60), name, nearest);
	} else {
		error_set(err, ERROR_USAGE, "--%.*s is not an option" TRY_HELP,
			(int)min_size(length, 60), name);
	}
	return false;
}

/* value NULL: the next argument is it. */
static bool set_value(struct parser *parser, const struct setting *setting, const char *value)
{
	if (!value) {
		value = *parser->next ? *parser->next++ : NULL;
	}
	if (!value) {
		error_set(parser->err, ERROR_USAGE, "--%s needs %s" TRY_HELP, setting->flag,
			setting->accepted);
		return false;
	}
	parser->given |= bit_of(setting);
	if (setting->read(setting, value, parser->settings)) {
		return true;
	}
	error_set(parser->err, ERROR_USAGE, "--%s: \"%.60s\" is not %s" TRY_HELP, setting->flag,
		value, setting->accepted);
	return false;
}

static bool set_switch(struct parser *parser, const struct setting *setting)
{
	parser->given |= bit_of(setting);
	return setting->read(setting, NULL, parser->settings);
}

/* "table", "table=x" or "once", after the two dashes. */
static bool parse_long(struct parser *parser, const char *text)
{
	size_t length = strcspn(text, "=");
	const struct setting *setting = find_long(text, length);

	if (!setting) {
		return refuse_unknown(text, length, parser->err);
	}
	if (setting->metavar) {
		return set_value(parser, setting, text[length] ? text + length + 1 : NULL);
	}
	if (!text[length]) {
		return set_switch(parser, setting);
	}
	error_set(parser->err, ERROR_USAGE, "--%s takes no value" TRY_HELP, setting->flag);
	return false;
}

/* "t", "tx", "C" or "Ctx", after the one dash. */
static bool parse_short(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct setting *setting = find_short(*letters);

		if (!setting) {
			error_set(parser->err, ERROR_USAGE, "-%.60s is not an option" TRY_HELP,
				letters);
			return false;
		}
		if (setting->metavar) {
			return set_value(parser, setting, letters[1] ? letters + 1 : NULL);
		}
		if (!set_switch(parser, setting)) {
			return false;
		}
	}
	return true;
}

static bool parse_arguments(struct parser *parser)
{
	const struct settings *settings = parser->settings;

	while (*parser->next && !settings->show_help && !settings->show_version) {
		const char *argument = *parser->next++;
		bool is_last = strcmp(argument, "--") == 0;

		if (is_last && !*parser->next) {
			return true;
		}
		if (is_last || argument[0] != '-' || !argument[1]) {
			error_set(parser->err, ERROR_USAGE,
				"\"%.60s\" is not an option, and nothing else is taken" TRY_HELP,
				is_last ? *parser->next : argument);
			return false;
		}
		if (argument[1] == '-' ? !parse_long(parser, argument + 2)
				       : !parse_short(parser, argument + 1)) {
			return false;
		}
	}
	return true;
}

/* --- The environment and the defaults ------------------------------------------------------- */

static bool read_environment(struct parser *parser)
{
	for (const struct setting *row = table; row < table + ARRAY_LEN(table); row++) {
		const char *text = row->variable ? getenv(row->variable) : NULL;

		if (!text || !*text || parser->given & bit_of(row)) {
			continue;
		}
		parser->given |= bit_of(row);
		if (!row->read(row, text, parser->settings)) {
			error_set(parser->err, ERROR_CONFIG, "%s: \"%.60s\" is not %s",
				row->variable, text, row->accepted);
			return false;
		}
	}
	return true;
}

static void read_defaults(const struct parser *parser)
{
	for (const struct setting *row = table; row < table + ARRAY_LEN(table); row++) {
		if (row->initial && !(parser->given & bit_of(row)) &&
			!row->read(row, row->initial, parser->settings)) {
			base_fatal("the default of --%s is not acceptable", row->flag);
		}
	}
}

/* The two spellings of isActive come together and differ. */
static bool check_values(const struct settings *settings, struct error *err)
{
	const char *active = settings->active_value, *paused = settings->paused_value;

	if (!active && !paused) {
		return true;
	}
	if (!active || !paused) {
		error_set(err, ERROR_USAGE,
			"--active-value and --paused-value go together, and --%s-value is "
			"missing" TRY_HELP,
			active ? "paused" : "active");
		return false;
	}
	if (strcmp(active, paused) == 0) {
		error_set(err, ERROR_USAGE,
			"--active-value and --paused-value are both \"%.60s\"" TRY_HELP, active);
		return false;
	}
	return true;
}

bool settings_parse(struct settings *settings, int argc, char **argv, struct error *err)
{
	struct parser parser = {.settings = settings, .next = argv + (argc > 0), .err = err};

	*settings = (struct settings){.limits = SESSION_THRESHOLDS_DEFAULT};
	if (!parse_arguments(&parser)) {
		return false;
	}
	if (settings->show_help || settings->show_version) {
		return true;
	}
	if (parser.given & bit_of(find_short('o')) && !settings->once) {
		error_set(err, ERROR_USAGE, "--output is of use with --once only" TRY_HELP);
		return false;
	}
	if (!read_environment(&parser) || !check_values(settings, err)) {
		return false;
	}
	read_defaults(&parser);
	return true;
}

/* --- Help ----------------------------------------------------------------------------------- */

#define HELP_COLUMN 28

static const struct {
	const char *status, *meaning;
} exit_statuses[] = {
	{"0", "all went well"},
	{"1", "failed after the start"},
	{"2", "the report was printed, but it is partial"},
	{"64", "wrong usage"},
	{"69", "the server cannot be reached"},
	{"77", "no valid credentials, or IAM does not allow it"},
	{"78", "wrong configuration"},
	{"128+N", "ended by signal N"},
};

static void print_setting(const struct setting *setting, FILE *out)
{
	int width = setting->letter ? fprintf(out, "  -%c, --%s", setting->letter, setting->flag)
				    : fprintf(out, "      --%s", setting->flag);

	if (setting->metavar) {
		width += fprintf(out, "=%s", setting->metavar);
	}
	fprintf(out, "%*s%s\n", HELP_COLUMN - width, "", setting->help);
	if (!setting->variable && !setting->initial) {
		return;
	}
	fprintf(out, "%*s", HELP_COLUMN, "");
	if (setting->variable) {
		fprintf(out, "$%s%s", setting->variable, setting->initial ? ", " : "");
	}
	if (setting->initial) {
		fprintf(out, "default %s", setting->initial);
	}
	fputc('\n', out);
}

void settings_print_help(FILE *out)
{
	fputs("Usage: beyatop [OPTION]...\n"
	      "Shows the health of the integration sessions in a DynamoDB table, as it changes.\n"
	      "\n"
	      "Options, each with the variable that sets it where no option does:\n",
		out);
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		print_setting(&table[i], out);
	}
	fputs("\n"
	      "Times are as in 15s, 5m, 1h. Region, endpoint and credentials also come\n"
	      "from AWS_* variables and the files in ~/.aws, as for the AWS CLI.\n"
	      "\n"
	      "Exit status:\n",
		out);
	for (size_t i = 0; i < ARRAY_LEN(exit_statuses); i++) {
		fprintf(out, "  %-7s%s\n", exit_statuses[i].status, exit_statuses[i].meaning);
	}
}
