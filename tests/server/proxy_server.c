/* SPDX-License-Identifier: MIT */
#include "server/proxy_server.h"

#include "server/server_http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct proxy_server {
	unsigned port, target_port;
	const char *refusal;
	char address[32];
	int listener, stop[2];
	pthread_t thread;
	struct buf heads;
};

static int connect_to(unsigned port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		base_fatal("proxy: cannot connect to port %u: %s", port, strerror(errno));
	}
	return fd;
}

/* Waits until one of two can be read: 0 or 1; -1 when stopping. */
static int wait_for_one(const struct proxy_server *proxy, int first, int second)
{
	struct pollfd fds[] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN},
		{.fd = proxy->stop[0], .events = POLLIN}};

	while (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno == EINTR) {
	}
	return fds[2].revents ? -1 : fds[0].revents ? 0 : 1;
}

static bool send_all(int fd, const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t sent = send(fd, bytes, count, MSG_NOSIGNAL);

		if (sent <= 0) {
			return false;
		}
		bytes += sent;
		count -= (size_t)sent;
	}
	return true;
}

/* What has arrived up to the empty line, and maybe more. */
static bool read_head(struct proxy_server *proxy, int client, struct buf *head)
{
	char bytes[4096];
	const char *end;

	while (!(end = strstr(buf_text(head), "\r\n\r\n"))) {
		ssize_t count = wait_for_one(proxy, client, -1) == 0
					? recv(client, bytes, sizeof(bytes), 0)
					: 0;

		if (count <= 0) {
			return false;
		}
		buf_append(head, bytes, (size_t)count);
	}
	buf_append(&proxy->heads, head->data, (size_t)(end + 4 - head->data));
	return true;
}

/* Forwards bytes both ways until one side closes. */
static void relay(const struct proxy_server *proxy, int client, int target)
{
	const int ends[] = {client, target};
	char bytes[16384];

	for (int from; (from = wait_for_one(proxy, client, target)) >= 0;) {
		ssize_t count = recv(ends[from], bytes, sizeof(bytes), 0);

		if (count <= 0 || !send_all(ends[1 - from], bytes, (size_t)count)) {
			return;
		}
	}
}

/* "POST http://host/ HTTP/1.1" is forwarded as "POST / HTTP/1.1". */
static bool pass_on(int target, const struct buf *head)
{
	const char *scheme = strstr(buf_text(head), "http://");
	const char *path = scheme ? strchr(scheme + strlen("http://"), '/') : NULL;

	return path && send_all(target, head->data, (size_t)(scheme - head->data)) &&
	       send_all(target, path, head->length - (size_t)(path - head->data));
}

static void serve(struct proxy_server *proxy, int client)
{
	/* Headers for the proxy, not for the server. */
	static const char connected[] =
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nx-amz-crc32: 1\r\n\r\n";
	struct buf head = {0};

	if (!read_head(proxy, client, &head)) {
		goto out;
	}
	if (proxy->refusal) {
		send_all(client, proxy->refusal, strlen(proxy->refusal));
		goto out;
	}
	int target = connect_to(proxy->target_port);
	bool is_tunnel = strncmp(buf_text(&head), "CONNECT ", 8) == 0;

	if (is_tunnel ? send_all(client, connected, strlen(connected)) : pass_on(target, &head)) {
		relay(proxy, client, target);
	}
	close(target);
out:
	buf_fini(&head);
}

static void *run(void *user)
{
	struct proxy_server *proxy = user;

	while (wait_for_one(proxy, proxy->listener, -1) == 0) {
		int client = accept(proxy->listener, NULL, NULL);

		if (client >= 0) {
			serve(proxy, client);
			close(client);
		}
	}
	return NULL;
}

struct proxy_server *proxy_server_start(unsigned target_port, const char *refusal)
{
	struct proxy_server *proxy = base_calloc(1, sizeof(*proxy));

	proxy->target_port = target_port;
	proxy->refusal = refusal;
	proxy->listener = server_http_listen(&proxy->port);
	snprintf(proxy->address, sizeof(proxy->address), "127.0.0.1:%u", proxy->port);
	if (pipe(proxy->stop) < 0 || pthread_create(&proxy->thread, NULL, run, proxy) != 0) {
		base_fatal("cannot start the proxy: %s", strerror(errno));
	}
	return proxy;
}

const char *proxy_server_address(const struct proxy_server *proxy)
{
	return proxy->address;
}

void proxy_server_stop(struct proxy_server *proxy, struct buf *heads)
{
	close(proxy->stop[1]);
	pthread_join(proxy->thread, NULL);
	close(proxy->stop[0]);
	close(proxy->listener);
	buf_append(heads, buf_text(&proxy->heads), proxy->heads.length);
	buf_fini(&proxy->heads);
	free(proxy);
}
