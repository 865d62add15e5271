package org.fleetdesk.serverless.engine.internal.cloud;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalInt;

import org.fleetdesk.opennebula.OneError;
import org.fleetdesk.opennebula.wire.OneTemplate;

/** Capacity as templates tell it: {@code CPU} a decimal number of CPUs, {@code VCPU} a number, {@code MEMORY} in MB. */
final class Capacity {

	private static final int MOST_CPUS = 100_000;
	private static final int MOST_MEMORY = 1 << 30;

	private Capacity() {
	}

	/** In hundredths of a CPU; 0 when it is not told. */
	static int cpu(OneTemplate template) {
		return template.get("CPU").map(Capacity::hundredths).orElse(OptionalInt.empty()).orElse(0);
	}

	/** In KB; 0 when it is not told. */
	static long memory(OneTemplate template) {
		return template.get("MEMORY").map(m -> whole(m, MOST_MEMORY)).orElse(OptionalInt.empty()).orElse(0) * 1024L;
	}

	/** How many; 1 when it is not told. */
	static int vcpu(OneTemplate template) {
		return template.get("VCPU").map(v -> whole(v, MOST_CPUS)).orElse(OptionalInt.empty()).orElse(1);
	}

	/** A limit such as {@code VCPU_MAX}; empty when it is not told. */
	static OptionalInt limit(OneTemplate template, String name) {
		return template.get(name).map(v -> whole(v, MOST_MEMORY)).orElse(OptionalInt.empty());
	}

	/** @throws CloudError ALLOCATE when what is told is no capacity; CPU and MEMORY have to be there */
	static void check(OneTemplate template, OneError error, String before) throws CloudError {
		if (template.get("CPU").map(Capacity::hundredths).orElse(OptionalInt.empty()).isEmpty()) {
			throw new CloudError(error, before + "CPU attribute must be a positive float or integer value.");
		}
		var vcpu = template.get("VCPU").filter(v -> !v.isEmpty());
		if (vcpu.isPresent() && whole(vcpu.get(), MOST_CPUS).isEmpty()) {
			throw new CloudError(error, before + "VCPU attribute must be a positive integer value.");
		}
		if (template.get("MEMORY").map(m -> whole(m, MOST_MEMORY)).orElse(OptionalInt.empty()).isEmpty()) {
			throw new CloudError(error, before + "MEMORY attribute must be a positive integer value.");
		}
	}

	private static OptionalInt hundredths(String text) {
		if (!text.strip().matches("\\d{1,6}(\\.\\d{1,6})?")) {
			return OptionalInt.empty();
		}
		int value = new BigDecimal(text.strip()).movePointRight(2).setScale(0, RoundingMode.UP).intValueExact();
		return value > 0 && value <= MOST_CPUS * 100 ? OptionalInt.of(value) : OptionalInt.empty();
	}

	private static OptionalInt whole(String text, int most) {
		if (!text.strip().matches("\\d{1,10}")) {
			return OptionalInt.empty();
		}
		long value = Long.parseLong(text.strip());
		return value > 0 && value <= most ? OptionalInt.of((int) value) : OptionalInt.empty();
	}
}
