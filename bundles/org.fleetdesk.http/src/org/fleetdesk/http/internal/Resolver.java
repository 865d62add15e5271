package org.fleetdesk.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

/**
 * The system's name service, on a thread of its own: the system call takes no interrupt and has no deadline. Whoever asks for a name that
 * is being looked for waits for the same answer, so that a name service that is silent costs one thread a name.
 */
final class Resolver implements DnsResolver {

	private final Duration limit;
	private final Map<String, FutureTask<InetAddress[]>> asked = new ConcurrentHashMap<>();

	Resolver(Duration limit) {
		this.limit = limit;
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		var answer = asked.computeIfAbsent(host, this::ask);
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		} catch (ExecutionException | TimeoutException e) {
			throw new UnknownHostException(host);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new UnknownHostException(host);
		}
	}

	private FutureTask<InetAddress[]> ask(String host) {
		var task = new FutureTask<>(() -> {
			try {
				return InetAddress.getAllByName(host);
			} finally {
				asked.remove(host);
			}
		});
		Thread.ofPlatform().daemon().name("fleetdesk-dns").start(task);
		return task;
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}
}
