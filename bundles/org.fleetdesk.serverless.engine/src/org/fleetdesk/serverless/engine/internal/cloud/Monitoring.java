package org.fleetdesk.serverless.engine.internal.cloud;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

import org.fleetdesk.serverless.engine.internal.cloud.VmObject.Span;

/**
 * Values as if they had been measured. They follow from the seed, the VM, the time and the capacity that the VM had at that time, and from nothing else: so the same question has the same
 * answer whenever it is asked, also after a restart, and nothing of it needs to be kept but when the VM ran.
 */
final class Monitoring {

	private static final double DAY_SECONDS = 86_400;

	private final long seed;
	private final long interval;
	private final long kept;

	Monitoring(CloudSettings settings) {
		seed = settings.seed();
		interval = Math.max(1000, settings.monitoring().toMillis());
		kept = settings.kept().toMillis();
	}

	/** What was measured at a VM, the oldest first. @param seconds of the past; 0 only the newest, -1 all that is kept */
	List<Sample> samples(VmObject vm, Instant now, long seconds) {
		var samples = new ArrayList<Sample>();
		long end = now.toEpochMilli();
		long from = end - (seconds > 0 ? Math.min(kept, seconds * 1000) : kept);
		for (var span : vm.spans()) {
			long last = span.to() == 0 ? end : Math.min(end, span.to());
			long first = Math.max(span.from(), from);
			if (seconds == 0) {
				first = Math.max(first, last - interval);
			}
			for (long time = (first + interval - 1) / interval * interval; time <= last; time += interval) {
				if (time > span.from()) {
					samples.add(sample(vm.id(), span, time));
				}
			}
		}
		return seconds == 0 && samples.size() > 1 ? List.of(samples.getLast()) : samples;
	}

	/** What was measured at a host, the oldest first, as {@link #samples}. @param vms all that may have been there */
	List<HostSample> samples(HostObject host, Collection<VmObject> vms, Instant now, long seconds) {
		var cpu = new HashMap<Long, Double>();
		var memory = new HashMap<Long, Long>();
		for (var vm : vms) {
			for (var sample : samples(vm, now, seconds)) {
				if (vm.history().stream().anyMatch(h -> h.hid() == host.id() && h.stime() <= sample.time() && (h.etime() == 0 || sample.time() < h.etime()))) {
					cpu.merge(sample.time(), sample.cpu(), Double::sum);
					memory.merge(sample.time(), sample.memory(), Long::sum);
				}
			}
		}
		var samples = new ArrayList<HostSample>();
		long end = now.toEpochMilli();
		long last = end / interval * interval;
		long first = seconds == 0 ? last : Math.max(host.since() + 1, end - (seconds > 0 ? Math.min(kept, seconds * 1000) : kept));
		for (long time = (first + interval - 1) / interval * interval; time <= last; time += interval) {
			long usedCpu = Math.min(host.cpu(), Math.round(cpu.getOrDefault(time / 1000, 0.0)));
			long usedMemory = Math.min(host.memory(), memory.getOrDefault(time / 1000, 0L));
			long count = (time - host.since()) / interval;
			samples.add(new HostSample(time / 1000, usedCpu, host.cpu() - usedCpu, usedMemory, host.memory() - usedMemory, counter(-1 - host.id(), 7, time / interval, count, 80_000),
					counter(-1 - host.id(), 8, time / interval, count, 50_000)));
		}
		return samples;
	}

	private Sample sample(int vm, Span span, long time) {
		long step = time / interval;
		double base = 0.1 + 0.4 * random(vm, 1, 0);
		double day = 0.15 * Math.sin(2 * Math.PI * (time / 1000.0 / DAY_SECONDS + random(vm, 2, 0)));
		double minutes = 0.15 * Math.sin(2 * Math.PI * time / 1000.0 / (300 + 600 * random(vm, 3, 0)));
		double load = Math.clamp(base + day + minutes + 0.2 * (random(vm, 4, step) - 0.5), 0.01, 0.99);
		double cpu = Math.round(load * span.cpu() * 100) / 100.0;
		long memory = Math.round(span.memory() * Math.clamp(0.35 + 0.3 * random(vm, 5, 0) + 0.1 * load + 0.03 * random(vm, 6, step), 0, 0.98));
		long count = (time - span.booted()) / interval;
		return new Sample(time / 1000, cpu, memory, counter(vm, 7, step, count, 20_000), counter(vm, 8, step, count, 12_000), counter(vm, 9, step, count, 50_000),
				counter(vm, 10, step, count, 20), counter(vm, 11, step, count, 30_000), counter(vm, 12, step, count, 15));
	}

	/** What only grows: a rate of the VM's own, and a part of one more step. */
	private long counter(int vm, int kind, long step, long count, int most) {
		double rate = most * (0.2 + 0.8 * random(vm, kind, 0));
		return Math.round(rate * count + rate * random(vm, kind, step));
	}

	/** From 0 to 1, always the same for the same. */
	private double random(int vm, int kind, long step) {
		long x = seed * 0x9E3779B97F4A7C15L + vm * 0xC2B2AE3D27D4EB4FL + kind * 0x165667B19E3779F9L + step * 0xD6E8FEB86659FD93L;
		x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9L;
		x = (x ^ x >>> 27) * 0x94D049BB133111EBL;
		return ((x ^ x >>> 31) >>> 11) * 0x1.0p-53;
	}
}
