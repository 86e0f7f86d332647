/* SPDX-License-Identifier: MIT */
#include "cell/notification.h"

#include "text.h"

#define BEL "\a"
#define ST  "\033\\"

/* What stands around the text; NULL: there is only the bell. */
static const struct {
	const char *begin, *end;
} forms[] = {
	[ALERT_OFF] = {NULL, NULL},
	[ALERT_BELL] = {NULL, NULL},
	[ALERT_OSC9] = {"\033]9;", BEL},
	[ALERT_OSC777] = {"\033]777;notify;beyatop;", BEL},
	[ALERT_OSC99] = {"\033]99;;", ST},
};

/* The escape sequence of tmux around another one, in which each ESC is doubled. */
static void put_for_tmux(struct buf *out, const char *sequence)
{
	buf_puts(out, "\033Ptmux;");
	for (; *sequence; sequence++) {
		buf_puts(out, *sequence == '\033' ? "\033" : "");
		buf_putc(out, *sequence);
	}
	buf_puts(out, ST);
}

void notification_put(struct buf *out, enum settings_alert how, bool is_in_tmux, const char *text)
{
	char shown[NOTIFICATION_TEXT_SIZE];
	struct buf sequence = {0};

	buf_puts(out, BEL);
	if (!forms[how].begin) {
		return;
	}
	text_sanitize(text, shown, sizeof(shown));
	buf_printf(&sequence, "%s%s%s", forms[how].begin, shown, forms[how].end);
	if (is_in_tmux) {
		put_for_tmux(out, buf_text(&sequence));
	} else {
		buf_puts(out, buf_text(&sequence));
	}
	buf_fini(&sequence);
}
