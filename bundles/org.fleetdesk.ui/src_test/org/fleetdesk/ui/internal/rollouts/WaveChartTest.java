package org.fleetdesk.ui.internal.rollouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fleetdesk.tasks.TaskState.FAILED;
import static org.fleetdesk.tasks.TaskState.RUNNING;
import static org.fleetdesk.tasks.TaskState.SUCCEEDED;

import java.util.Arrays;
import java.util.HashMap;
import java.util.function.Function;

import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.fleetdesk.tasks.Rollout.State;
import org.fleetdesk.tasks.Rollout.WaveState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "DISPLAY", matches = ".+", disabledReason = "needs a display")
class WaveChartTest {

	private static <T> T on(Function<Shell, T> work) {
		var display = new Display();
		try {
			return work.apply(new Shell(display));
		} finally {
			display.dispose();
		}
	}

	private static byte[] painted(Display display, Fare fare) {
		var image = new Image(display, 60, 16);
		var gc = new GC(image);
		try {
			Pattern.of(fare).paint(gc, new Rectangle(0, 0, 60, 16), new Color(0, 0, 0), new Color(255, 255, 255));
			return image.getImageData().data;
		} finally {
			gc.dispose();
			image.dispose();
		}
	}

	@Test
	void faresAreToldApartWithoutTheirColours() {
		on(shell -> {
			var seen = new HashMap<String, Fare>();
			for (Fare fare : Fare.values()) {
				assertThat(seen.put(Arrays.toString(painted(shell.getDisplay(), fare)), fare)).as("painted in black, %s looks like another", fare).isNull();
			}
			return null;
		});
	}

	@Test
	void itIsSaidInWordsAndHasTheHeightOfItsWaves() {
		var two = new Fleet(3, 30, "1", "2").run(1, WaveState.SUCCEEDED, 0, SUCCEEDED).run(2, WaveState.RUNNING, 0, RUNNING, FAILED).model(State.RUNNING, "");
		var four = new Fleet(4, 30, "1").model(State.RUNNING, "");
		on(shell -> {
			var chart = new WaveChart(shell);
			assertThat(chart.description()).isEmpty();
			chart.show(two, Fleet.START);
			assertThat(chart.description()).isEqualTo("running. Wave 1, done: 1 healthy. Wave 2, running: 1 running, 1 failed");
			int height = chart.computeSize(400, -1).y;
			chart.show(four, Fleet.START);
			assertThat(chart.computeSize(400, -1).y).isGreaterThan(height);
			var image = new Image(shell.getDisplay(), 400, 300);
			var gc = new GC(image);
			chart.setSize(400, 300);
			chart.print(gc);
			gc.dispose();
			image.dispose();
			return null;
		});
	}
}
