/* SPDX-License-Identifier: MIT */
#include "server/server_http.h"

#include "text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#define MAX_CONNECTIONS 64
#define HOUR_S          3600
#define CERTIFIED_NAMES "IP:127.0.0.1,DNS:*.eu-west-1.amazonaws.com"

int server_http_listen(unsigned *port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)*port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
		listen(fd, MAX_CONNECTIONS) < 0 ||
		getsockname(fd, (struct sockaddr *)&address, &size) < 0) {
		base_fatal("cannot listen on port %u: %s", *port, strerror(errno));
	}
	*port = ntohs(address.sin_port);
	return fd;
}

static void check(bool is_good)
{
	if (!is_good) {
		base_fatal("libssl: no certificate");
	}
}

static void add_extension(X509 *certificate, int kind, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);

	check(extension && X509_add_ext(certificate, extension, -1) == 1);
	X509_EXTENSION_free(extension);
}

/* Valid for two hours around now; signed by the issuer, or by itself. */
static X509 *new_certificate(const char *name, EVP_PKEY *key, const X509 *issuer, EVP_PKEY *signer)
{
	X509 *certificate = X509_new();

	check(certificate);
	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), issuer ? 2 : 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -HOUR_S);
	X509_gmtime_adj(X509_getm_notAfter(certificate), HOUR_S);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
		(const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate));
	if (issuer) {
		add_extension(certificate, NID_subject_alt_name, CERTIFIED_NAMES);
	} else {
		add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE");
	}
	check(X509_sign(certificate, signer, EVP_sha256()) > 0);
	return certificate;
}

static void print_certificate(X509 *certificate, struct buf *pem)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text;

	check(memory && PEM_write_bio_X509(memory, certificate) == 1);
	long length = BIO_get_mem_data(memory, &text);

	buf_append(pem, text, (size_t)length);
	BIO_free(memory);
}

SSL_CTX *server_http_new_tls(struct buf *ca_pem)
{
	EVP_PKEY *ca_key = EVP_EC_gen("P-256"), *key = EVP_EC_gen("P-256");
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

	check(ca_key && key && tls);
	/* No two of one name: clients look for the signer by it. */
	static atomic_uint count;
	char name[32];

	snprintf(name, sizeof(name), "beyatop test CA %u", atomic_fetch_add(&count, 1));
	X509 *ca = new_certificate(name, ca_key, NULL, ca_key);
	X509 *certificate = new_certificate("beyatop test server", key, ca, ca_key);

	check(SSL_CTX_use_certificate(tls, certificate) == 1 &&
		SSL_CTX_use_PrivateKey(tls, key) == 1);
	print_certificate(ca, ca_pem);
	X509_free(certificate);
	X509_free(ca);
	EVP_PKEY_free(key);
	EVP_PKEY_free(ca_key);
	return tls;
}

bool server_http_begin(struct server_connection *connection, SSL_CTX *tls)
{
	int on = 1;

	setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (!tls) {
		return true;
	}
	connection->ssl = SSL_new(tls);
	return connection->ssl && SSL_set_fd(connection->ssl, connection->fd) == 1 &&
	       SSL_accept(connection->ssl) == 1;
}

/* Appends what arrives next; false at the end. */
static bool receive(struct server_connection *connection)
{
	char bytes[16384];
	ssize_t count = connection->ssl ? SSL_read(connection->ssl, bytes, sizeof(bytes))
					: recv(connection->fd, bytes, sizeof(bytes), 0);

	if (count <= 0) {
		return false;
	}
	buf_append(&connection->in, bytes, (size_t)count);
	return true;
}

/* "Name: value" lines, cut in place. */
static void parse_head(struct server_request *request)
{
	char *rest = request->head, *line;
	char *first = strsep(&rest, "\n");

	request->method = strsep(&first, " ");
	request->path = first ? strsep(&first, " ") : "";
	while ((line = strsep(&rest, "\n")) && request->headers_count < SIGV4_MAX_HEADERS) {
		line[strcspn(line, "\r")] = '\0';
		char *name = strsep(&line, ":");

		if (line) {
			struct sigv4_header *header = &request->headers[request->headers_count++];

			header->name = name;
			header->value = line + strspn(line, " \t");
		}
	}
}

bool server_http_read(struct server_connection *connection, struct server_request *request)
{
	struct buf *in = &connection->in;
	const char *end;

	while (!(end = strstr(buf_text(in), "\r\n\r\n"))) {
		if (!receive(connection)) {
			return false;
		}
	}
	size_t head_bytes = (size_t)(end + 4 - in->data);

	*request = (struct server_request){.head = base_strndup(in->data, head_bytes)};
	parse_head(request);
	size_t total =
		head_bytes + strtoul(server_http_header(request, "Content-Length"), NULL, 10);

	while (in->length < total) {
		if (!receive(connection)) {
			server_http_forget(request);
			return false;
		}
	}
	buf_append(&request->body, in->data + head_bytes, total - head_bytes);
	/* Our clients send no second request before the first has its response. */
	buf_clear(in);
	return true;
}

void server_http_forget(struct server_request *request)
{
	buf_fini(&request->body);
	free(request->head);
	request->head = NULL;
}

const char *server_http_header(const struct server_request *request, const char *name)
{
	for (size_t i = 0; i < request->headers_count; i++) {
		if (text_equal_ignoring_case(request->headers[i].name, name)) {
			return request->headers[i].value;
		}
	}
	return "";
}

bool server_http_write(struct server_connection *connection, const void *bytes, size_t count)
{
	const char *at = bytes;

	while (count > 0) {
		ssize_t sent = connection->ssl ? SSL_write(connection->ssl, at,
							 count < 16384 ? (int)count : 16384)
					       : send(connection->fd, at, count, MSG_NOSIGNAL);

		if (sent <= 0) {
			return false;
		}
		at += sent;
		count -= (size_t)sent;
	}
	return true;
}

void server_http_arm_reset(struct server_connection *connection)
{
	struct linger at_once = {.l_onoff = 1, .l_linger = 0};

	setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

void server_http_end(struct server_connection *connection)
{
	if (connection->ssl) { /* without it, a response that ends with the connection looks cut */
		(void)SSL_shutdown(connection->ssl);
	}
	SSL_free(connection->ssl);
	close(connection->fd);
	buf_fini(&connection->in);
}
