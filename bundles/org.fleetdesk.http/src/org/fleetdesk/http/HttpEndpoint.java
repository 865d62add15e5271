package org.fleetdesk.http;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One server. Calls block and may run at the same time on several threads. An interrupt of the calling thread closes the socket at
 * once, be it in connect, write or read, and the call ends with {@link HttpException.Cancelled}, the thread's interrupt status still
 * set. A caller that is no virtual thread waits for one that does the work; callbacks run there then. Nothing is sent twice, no redirect is followed, no cookie kept.
 */
public interface HttpEndpoint extends AutoCloseable {

	EndpointSettings settings();

	/**
	 * One exchange with a small answer.
	 *
	 * @return an answer with a status below 400
	 * @throws HttpException in any other case
	 */
	HttpAnswer send(HttpCall call) throws HttpException;

	/**
	 * An exchange whose answer is read as it comes; close it.
	 *
	 * @return a stream with a status below 400
	 * @throws HttpException in any other case
	 */
	HttpStream open(HttpCall call) throws HttpException;

	/** When a byte of an answer came last, by {@link System#nanoTime()}; before the first one, when the endpoint was opened. */
	long heard();

	/** What the trusted server showed in its last TLS handshake, its own certificate first; empty without TLS and before the first handshake. */
	List<X509Certificate> certificates();

	/** Closes the connections that are kept for later calls, which may be dead without a word. Calls and streams under way go on. */
	void renew();

	/** Ends all calls and streams with {@link HttpException.Cancelled} and closes the connections. */
	@Override
	void close();
}
