package org.fleetdesk.http.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.hc.client5.http.DnsResolver;

/** The system's name service, on a thread of its own: the system call takes no interrupt and has no deadline. */
record Resolver(Duration limit) implements DnsResolver {

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		var answer = new FutureTask<>(() -> InetAddress.getAllByName(host));
		Thread.ofPlatform().daemon().name("fleetdesk-dns").start(answer);
		try {
			return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
		} catch (ExecutionException | TimeoutException e) {
			throw new UnknownHostException(host);
		} catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new UnknownHostException(host);
		}
	}

	@Override
	public String resolveCanonicalHostname(String host) {
		return host;
	}
}
