package org.fleetdesk.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.eclipse.swt.graphics.RGB;
import org.fleetdesk.core.Phase;
import org.junit.jupiter.api.Test;

class ShapeTest {

	private static String outline(Shape shape, int size) {
		var data = shape.render(new RGB(0, 0, 0), size);
		return IntStream.range(0, size * size).mapToObj(i -> data.getAlpha(i % size, i / size) > 127 ? "#" : ".").collect(Collectors.joining());
	}

	@Test
	void phasesDifferByShapeAlone() {
		var different = Arrays.stream(new Phase[] { Phase.RUNNING, Phase.STARTING, Phase.PAUSED, Phase.STOPPED, Phase.FAILED, Phase.UNKNOWN })
				.map(p -> outline(Shape.of(p), 16)).distinct().count();
		assertThat(different).isEqualTo(6);
	}

	@Test
	void imagesScaleWithTheZoom() {
		assertThat(Shape.DISC.image(new RGB(1, 2, 3)).getImageData(200).width).isEqualTo(32);
		assertThat(Shape.DISC.image(new RGB(1, 2, 3))).isEqualTo(Shape.DISC.image(new RGB(1, 2, 3)));
	}
}
