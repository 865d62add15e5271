package org.fleetdesk.ui.internal.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.fleetdesk.tasks.RolloutPlan;
import org.fleetdesk.tasks.RolloutPlan.OnFailure;
import org.fleetdesk.ui.internal.rollouts.WavesForm.Preset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavesFormTest {

	private static WavesForm form(String... sizes) {
		return new WavesForm(List.of(sizes), 90, 10, 45, OnFailure.HALT);
	}

	@Test
	void whatIsOfferedIsTheUsualPlan() {
		assertThat(WavesForm.USUAL.problem()).isEmpty();
		assertThat(WavesForm.USUAL.plan()).isEqualTo(RolloutPlan.USUAL);
		assertThat(WavesForm.USUAL.preset()).contains(Preset.USUAL);
	}

	@Test
	void fieldsMakeThePlan() {
		var plan = form("2", " 50 % ").plan();
		assertThat(plan.waves()).hasToString("[2, 50%]");
		assertThat(plan.successThreshold()).isEqualTo(90);
		assertThat(plan.errorThreshold()).isEqualTo(10);
		assertThat(plan.soak()).isEqualTo(Duration.ofSeconds(45));
		assertThat(plan.onFailure()).isEqualTo(OnFailure.HALT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "0", "-1", "101%", "three", "5 %%", "1.5", "99999999999" })
	void whatIsNoSizeIsSaidWithItsWave(String wrong) {
		var form = form("1", wrong);
		assertThat(form.problem()).hasValueSatisfying(p -> assertThat(p).startsWith("Wave 2: ").endsWith("."));
		assertThat(form.preview(Fleet.targets(3), "container", "containers")).as("no preview of what is no plan").isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "1 25%, USUAL", "50%, HALVES", "50 %, HALVES", "1, SINGLE" })
	void presetsAreKnownAgain(String sizes, Preset preset) {
		assertThat(form(sizes.equals("50 %") ? new String[] { sizes } : sizes.split(" ")).preset()).contains(preset);
		assertThat(form("1", "2").preset()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "20, 1 25%, 1 5 5 5 4", "20, 50%, 10 10", "3, 1, 1 1 1", "5, 25%, 2 2 1", "2, 7, 2" })
	void thePreviewSaysWhoIsHitWhen(int targets, String sizes, String waves) {
		var form = form(sizes.split(" "));
		assertThat(form.proportions(Fleet.targets(targets))).isEqualTo(Arrays.stream(waves.split(" ")).map(Integer::valueOf).toList());
		var lines = form.preview(Fleet.targets(targets), "container", "containers");
		assertThat(lines.stream().filter(l -> !l.wave()).map(WavesForm.Line::text)).as("each one once, in order").isEqualTo(Fleet.targets(targets).stream().map(t -> t.label()).toList());
		assertThat(lines.getFirst().text()).isEqualTo("Wave 1: " + (waves.startsWith("1 ") ? "1 container" : waves.split(" ")[0] + " containers"));
	}
}
