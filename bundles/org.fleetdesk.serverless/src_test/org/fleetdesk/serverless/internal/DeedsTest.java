package org.fleetdesk.serverless.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.fleetdesk.core.EngineException;
import org.fleetdesk.core.EngineException.Kind;
import org.fleetdesk.serverless.CloudInfo;
import org.fleetdesk.serverless.FunctionInfo;
import org.fleetdesk.serverless.RuntimeInfo;
import org.fleetdesk.serverless.Serverless;
import org.fleetdesk.serverless.ServerlessSession;
import org.fleetdesk.tasks.TaskRequest;
import org.fleetdesk.tasks.TaskTarget;
import org.junit.jupiter.api.Test;

/** Deletions where the engine itself does not do it. */
class DeedsTest {

	private final List<String> done = new ArrayList<>();
	private boolean there = true;

	/** @param flow why there is no access to OneFlow; empty when there is */
	private Deeds deeds(String flow, Kind refusal) {
		var session = (ServerlessSession) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { ServerlessSession.class }, (proxy, method, arguments) -> switch (method.getName()) {
		case "cloud" -> new CloudInfo("1.3.3", "6.6.3", false, Optional.empty(), Optional.empty(), "ann", "", flow);
		case "runtime" -> Optional.of(runtime()).filter(r -> there);
		case "service" -> Optional.empty();
		case "delete" -> throw new EngineException(refusal, "Failed to read Serverless Runtime Service 3");
		case "deleteDocument" -> {
			there = false;
			yield done.add("document " + arguments[0]);
		}
		default -> throw new UnsupportedOperationException(method.getName());
		});
		return new Deeds(session, new Setup.Run("r1", new TaskRequest(1, Serverless.DELETE, "Delete it", List.of(new TaskTarget(Setup.id(Serverless.RUNTIME, 7), "sensor")), Setup.object()), session));
	}

	private static RuntimeInfo runtime() {
		var none = OptionalInt.empty();
		var faas = new FunctionInfo("Function", none, none, none, OptionalInt.of(5), "RUNNING", "", "");
		return new RuntimeInfo(7, "sensor", "ann", "users", "RUNNING", Optional.empty(), "", OptionalInt.of(3), faas, Optional.empty(), "", "", OptionalDouble.empty(), "");
	}

	@Test
	void aDocumentIsNotDeletedWithoutItsServiceWhileOneFlowIsOutOfReach() {
		assertThatThrownBy(() -> deeds("OneFlow cannot be reached", Kind.FAILED).deleteRuntime(7, "sensor")).isInstanceOf(EngineException.class)
				.hasMessageContaining("sensor could not be deleted").hasMessageContaining("Failed to read Serverless Runtime Service 3");
		assertThat(done).isEmpty();
	}

	@Test
	void aDocumentWhoseServiceIsGoneIsDeleted() throws Exception {
		deeds("", Kind.NOT_FOUND).deleteRuntime(7, "sensor");
		assertThat(done).containsExactly("document 7");
	}
}
