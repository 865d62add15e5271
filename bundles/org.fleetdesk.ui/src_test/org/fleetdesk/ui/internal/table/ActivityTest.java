package org.fleetdesk.ui.internal.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.tasks.TargetRun;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskRun;
import org.fleetdesk.tasks.TaskState;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

class ActivityTest {

	private static String doing(String step) {
		var target = new TargetRun(new TaskTarget(new ResourceId("lab", "container", "c"), "meter-5 on so-field-3"), TaskState.RUNNING, step, 0, Optional.empty(), 0, 1, Optional.empty(),
				"", Optional.of(Instant.EPOCH), Optional.empty());
		var request = new TaskRequest(1, "so3.container.stop", "Stop 6 containers", List.of(target.target()), JsonNodeFactory.instance.objectNode());
		return Activity.doing(new TaskRun("r", request, TaskState.RUNNING, List.of(target), "ann", Instant.EPOCH, Optional.empty(), TaskRun.Links.NONE), target);
	}

	@Test
	void theNameThatStandsBesideItIsNotSaidAgain() {
		assertThat(doing("Stop meter-5 on so-field-3")).isEqualTo("Stop");
		assertThat(doing("Upload ticker.itb")).isEqualTo("Upload ticker.itb");
		assertThat(doing("")).isEqualTo("Stop 6 containers");
	}
}
