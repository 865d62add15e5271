package org.fleetdesk.serverless.engine.internal.provision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

import org.fleetdesk.opennebula.document.DocumentPool;
import org.fleetdesk.opennebula.vm.VirtualMachinePool;
import org.fleetdesk.serverless.engine.ServingChild;
import org.fleetdesk.serverless.model.RuntimeDocuments;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the engine and its cloud while many runtimes are made. */
class EngineKillTest extends EngineFixture {

	private static final int CREATES = 100;

	@Test
	void nothingIsLeftThatNoRuntimeLeadsTo() throws Exception {
		int enough = ThreadLocalRandom.current().nextInt(5, CREATES - 20);
		int answered = killed(enough);

		startCloud(c -> c);
		startEngine(ApiFace.NEW, c -> c);
		var documents = new DocumentPool(one, RuntimeDocuments.TYPE);
		documents.info().orThrow();
		assertThat(documents.getLength()).as("killed with %d answered", answered).isGreaterThanOrEqualTo(answered);
		var names = documents.elements().stream().map(d -> RuntimeDocuments.readBody(d).path(StoredBody.SERVICE_NAME).asText()).collect(Collectors.toSet());
		System.out.printf("killed after %d answers: %d documents, %d of them without a service's number, %d services%n", answered, documents.getLength(),
				documents.elements().stream().filter(d -> StoredBody.service(RuntimeDocuments.readBody(d)).isEmpty()).count(), flow.services().size());
		assertThat(flow.services()).allSatisfy(s -> assertThat(names).contains(s.name()));
		var vms = new VirtualMachinePool(one);
		vms.infoExtended(-2, -1, -1, VirtualMachinePool.NOT_DONE).orThrow();
		assertThat(vms.elements()).allSatisfy(v -> assertThat(documents.getById(Integer.parseInt(v.xpath("USER_TEMPLATE/SERVERLESS_RUNTIME")))).isNotNull());

		var listed = api.get(RUNTIMES + "?limit=1000", ADMIN).json().path("SERVERLESS_RUNTIMES");
		assertThat(listed).hasSize(documents.getLength());
		for (var runtime : listed) {
			assertThat(api.delete(RUNTIMES + "/" + runtime.path("ID").asInt(), ADMIN).status()).isEqualTo(204);
		}
		assertThat(documents()).isZero();
		untilNoService();
	}

	/** @return how many creates were answered before the kill */
	private int killed(int enough) throws Exception {
		try (var child = ServingChild.start(ProvisionChild.class, folder); var client = new ApiClient(child.url()); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
			List<Future<Integer>> creates = new ArrayList<>();
			for (int i = 0; i < CREATES; i++) {
				Callable<Integer> create = () -> {
					try {
						return client.post(RUNTIMES, ADMIN, faas("Function")).status();
					} catch (IOException e) {
						return -1; // killed
					}
				};
				creates.add(threads.submit(create));
			}
			until("some are made", () -> creates.stream().filter(Future::isDone).count() >= enough);
			child.kill();
			int answered = 0;
			for (var create : creates) {
				assertThat(create.get()).isIn(201, -1);
				answered += create.get() == 201 ? 1 : 0;
			}
			return answered;
		}
	}
}
