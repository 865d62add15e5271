package org.fleetdesk.logs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import org.fleetdesk.logs.LogStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class TimestampsTest {

	private final Timestamps timestamps = new Timestamps();

	private boolean parse(String line) {
		var bytes = ("xx" + line).getBytes(StandardCharsets.UTF_8);
		return timestamps.parse(bytes, 2, bytes.length - 2);
	}

	@Property
	void readsWhatJavaWrites(@ForAll @LongRange(min = -2_000_000_000L, max = 8_000_000_000L) long seconds, @ForAll @IntRange(max = 999_999_999) int nanos,
			@ForAll @IntRange(min = -14, max = 14) int hours) {
		var instant = Instant.ofEpochSecond(seconds, nanos);
		assertThat(parse(instant + " text")).isTrue();
		assertThat(timestamps.nanos()).isEqualTo(LogStream.nanos(instant));
		assertThat(timestamps.length()).isEqualTo(instant.toString().length() + 1);
		var zoned = OffsetDateTime.ofInstant(instant, ZoneOffset.ofHoursMinutes(hours, hours < 0 ? -30 : hours > 0 && hours < 14 ? 30 : 0).getTotalSeconds() == 0
				? ZoneOffset.ofHours(0) : ZoneOffset.ofHours(hours)).withSecond(7);
		assertThat(parse(zoned + " ")).isTrue();
		assertThat(timestamps.nanos()).isEqualTo(LogStream.nanos(zoned.toInstant()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2026", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z x", "2026-01-01T25:00:00Z x", "2026-01-01T00:00:61Z x", "2026-01-01 00:00:00Z x",
			"2026-01-01T00:00:00Zx", "2026-01-01T00:00:00.5 x", "2026-01-01T00:00:00+1 x", "9999-01-01T00:00:00Z x" })
	void refusesWhatIsNoTime(String line) {
		assertThat(parse(line)).isFalse();
	}

	@Property
	void takesAnyBytes(@ForAll byte[] bytes) {
		timestamps.parse(bytes, 0, bytes.length);
	}
}
