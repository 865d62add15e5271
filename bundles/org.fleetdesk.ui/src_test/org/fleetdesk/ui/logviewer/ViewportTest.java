package org.fleetdesk.ui.logviewer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ViewportTest {

	private static Viewport viewport(long rows, int page) {
		var viewport = new Viewport(_ -> 1);
		viewport.size(page, 80);
		viewport.rows(0, rows);
		return viewport;
	}

	@Test
	void staysAtTheEndUntilScrolledUpAndAgainAfterScrollingDown() {
		var viewport = viewport(100, 10);
		assertThat(viewport.top()).isEqualTo(90);
		viewport.rows(0, 110);
		assertThat(viewport.top()).isEqualTo(100);
		viewport.scrollBy(-3);
		viewport.rows(0, 200);
		assertThat(viewport.top()).isEqualTo(97);
		assertThat(viewport.follow()).isFalse();
		viewport.scrollBy(1000);
		assertThat(viewport.follow()).isTrue();
		viewport.rows(0, 300);
		assertThat(viewport.top()).isEqualTo(290);
	}

	@Test
	void goesOnAtTheOldestRowWhenThePlaceWasRemoved() {
		var viewport = viewport(1000, 10);
		viewport.scrollTo(50);
		viewport.rows(200, 1200);
		assertThat(viewport.top()).isEqualTo(200);
	}

	@Test
	void revealsWithLittleMovement() {
		var viewport = viewport(5_000_000_000L, 10);
		viewport.reveal(4_000_000_000L, 0, 0);
		assertThat(viewport.top()).isBetween(3_999_999_991L, 4_000_000_000L);
		viewport.scrollTo(100);
		viewport.reveal(105, 0, 0);
		assertThat(viewport.top()).isEqualTo(100);
		viewport.reveal(110, 0, 0);
		assertThat(viewport.top()).isEqualTo(101);
		viewport.reveal(99, 200, 0);
		assertThat(viewport.top()).isEqualTo(99);
		assertThat(viewport.left()).isBetween(121, 200);
	}

	/** Scrolling by single screen rows visits each screen row of wrapped lines exactly once, in both directions. */
	@Property(tries = 200)
	void wrappedScrollingVisitsEachScreenRowOnce(@ForAll @Size(min = 1, max = 30) List<@IntRange(min = 1, max = 7) Integer> heights, @ForAll @IntRange(min = 1, max = 12) int page) {
		var viewport = new Viewport(row -> heights.get((int) row));
		viewport.size(page, 80);
		viewport.rows(0, heights.size());
		viewport.wrap(true);
		int total = heights.stream().mapToInt(h -> h).sum();
		int last = Math.max(0, total - page);
		assertThat(place(viewport, heights)).isEqualTo(last);
		for (int at = last - 1; at >= 0; at--) {
			viewport.scrollBy(-1);
			assertThat(place(viewport, heights)).isEqualTo(at);
		}
		viewport.scrollBy(-1);
		assertThat(place(viewport, heights)).isZero();
		for (int at = 1; at <= last; at++) {
			viewport.scrollBy(1);
			assertThat(place(viewport, heights)).isEqualTo(at);
		}
		assertThat(viewport.isAtEnd()).isTrue();
	}

	private static int place(Viewport viewport, List<Integer> heights) {
		return heights.subList(0, (int) viewport.top()).stream().mapToInt(h -> h).sum() + viewport.sub();
	}
}
