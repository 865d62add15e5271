package org.fleetdesk.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.tasks.RolloutService;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.WaveSize;

import picocli.CommandLine.Option;

/** A command that starts a rollout: how it goes through its targets, and whether it is waited for. */
public abstract class RolloutVerb extends FleetCommand {

	private static final Pattern SOAK = Pattern.compile("(\\d{1,6})(s|m|h)?");

	@Option(names = "--wave", paramLabel = "SIZE", split = ",", description = "Sizes of the waves, as numbers or shares; the last one repeats (default: 1,25%%).")
	private List<String> waves = List.of();
	@Option(names = "--success", paramLabel = "PERCENT", description = "The share of a wave that must be done and healthy for the next to start (default: 100).")
	private Integer success;
	@Option(names = "--error", paramLabel = "PERCENT", description = "The share of a wave whose failure ends the wave at once (default: 1).")
	private Integer error;
	@Option(names = "--soak", paramLabel = "TIME", description = "How long a wave is watched before the next starts, such as 30s, 5m or 0 (default: 30s).")
	private String soak;
	@Option(names = "--on-failure", paramLabel = "halt|rollback-wave|rollback-all", description = "What becomes of a wave that fails (default: rollback-wave; halt where there is no way back).")
	private String onFailure;
	@Option(names = "--preview", description = "Print who is hit in which wave, and start nothing.")
	private boolean preview;
	@Option(names = "--wait", negatable = true, defaultValue = "true", fallbackValue = "true",
			description = "Wait for the end (default), or print the rollout's id and leave it to the open console.")
	private boolean wait;

	@Override
	public final boolean changes() {
		return !preview;
	}

	/**
	 * Starts the rollout or shows what it would do, as the options say.
	 *
	 * @return the exit code
	 */
	protected final int start(RolloutService rollouts, TaskRequest task) throws IOException, InterruptedException, UsageException {
		var plan = plan();
		var output = new RolloutOutput(rollouts, out);
		if (preview) {
			output.preview(plan.split(task.targets()));
			return ExitCode.DONE;
		}
		output.requireSomebody(wait);
		String id = rollouts.start(task, plan);
		if (!wait) {
			output.started(id);
			return ExitCode.DONE;
		}
		out.note("Rollout " + id);
		return output.await(id);
	}

	/** How it goes through its targets unless the options say otherwise. */
	protected RolloutPlan usual() {
		return RolloutPlan.USUAL;
	}

	private RolloutPlan plan() throws UsageException {
		var usual = usual();
		try {
			return new RolloutPlan(waves.isEmpty() ? usual.waves() : waves.stream().map(WaveSize::of).toList(), success == null ? usual.successThreshold() : success,
					error == null ? usual.errorThreshold() : error, soak == null ? usual.soak() : duration(soak), onFailure == null ? usual.onFailure() : onFailure(onFailure));
		} catch (IllegalArgumentException e) {
			throw new UsageException(e.getMessage() + ".");
		}
	}

	private static Duration duration(String text) {
		var matcher = SOAK.matcher(text.strip());
		if (!matcher.matches()) {
			throw new IllegalArgumentException("\"" + text + "\" is no time; say seconds, minutes or hours, such as 30s, 5m or 1h");
		}
		long amount = Long.parseLong(matcher.group(1));
		return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
		case "m" -> Duration.ofMinutes(amount);
		case "h" -> Duration.ofHours(amount);
		default -> Duration.ofSeconds(amount);
		};
	}

	private static OnFailure onFailure(String word) {
		return switch (word.toLowerCase(Locale.ROOT)) {
		case "halt" -> OnFailure.HALT;
		case "rollback-wave" -> OnFailure.ROLL_BACK_WAVE;
		case "rollback-all" -> OnFailure.ROLL_BACK_ALL;
		default -> throw new IllegalArgumentException("\"" + word + "\" is no way to go on after a failure; say halt, rollback-wave or rollback-all");
		};
	}
}
