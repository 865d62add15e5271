package org.fleetdesk.gateways.agent.internal.checkin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.fleetdesk.gateways.agent.internal.install.InstallResult.Outcome;
import org.fleetdesk.gateways.model.PackageName;

/** The text of {@code fetch_status}: a line for each package, then what their install scripts printed. */
final class FetchStatus {

	/** Bytes of all of it. */
	static final int MOST = 48 << 10;

	private FetchStatus() {
	}

	static String text(FetchCommand command, List<String> others) {
		var head = new StringBuilder();
		if (!command.problem().isEmpty()) {
			head.append("The command in engine_fetch cannot be used: ").append(command.problem()).append('\n');
		}
		command.items().forEach(item -> head.append(line(item)).append('\n'));
		if (command.problem().isEmpty() && command.items().isEmpty()) {
			head.append("The command in engine_fetch names no package.\n");
		}
		if (!command.unknown().isEmpty()) {
			head.append("Ignored, as they are not known: ").append(String.join(", ", command.unknown())).append(".\n");
		}
		others.forEach(other -> head.append(other).append('\n'));
		var outputs = new ArrayList<String>();
		command.items().stream().filter(i -> !i.output().isBlank())
				.forEach(i -> outputs.add((command.items().size() > 1 ? "\n--- " + i.file() + "\n" : "\n") + i.output().stripTrailing() + "\n"));
		String lines = capped(head.toString(), MOST / 2);
		int left = MOST - bytes(lines);
		var text = new StringBuilder(lines);
		for (int i = 0; i < outputs.size(); i++) {
			String output = capped(outputs.get(i), left / (outputs.size() - i));
			left -= bytes(output);
			text.append(output);
		}
		return text.toString();
	}

	/** Such as {@code test_app v2: rolled back: Its program did not stay up.} */
	static String line(Item item) {
		String name;
		try {
			var parsed = PackageName.of(item.file());
			name = parsed.name() + " v" + parsed.version();
		} catch (IllegalArgumentException e) {
			name = item.file();
		}
		return name + ": " + outcome(item.outcome().orElse(Outcome.FAILED)) + (item.message().isEmpty() ? "" : ": " + item.message());
	}

	static String outcome(Outcome outcome) {
		return switch (outcome) {
		case INSTALLED -> "installed";
		case FAILED -> "failed";
		case ROLLED_BACK -> "rolled back";
		case REFUSED -> "refused";
		};
	}

	/** A text whose middle is left out when it has too many bytes. */
	static String capped(String text, int most) {
		if (bytes(text) <= most) {
			return text;
		}
		byte[] all = text.getBytes(StandardCharsets.UTF_8);
		String gap = "\n[... %d bytes are left out ...]\n";
		int half = Math.max(0, (most - gap.length() - 10) / 2);
		int front = half;
		while (front > 0 && (all[front] & 0xc0) == 0x80) {
			front--;
		}
		int back = all.length - half;
		while (back < all.length && (all[back] & 0xc0) == 0x80) {
			back++;
		}
		return new String(all, 0, front, StandardCharsets.UTF_8) + gap.formatted(back - front) + new String(all, back, all.length - back, StandardCharsets.UTF_8);
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}
}
