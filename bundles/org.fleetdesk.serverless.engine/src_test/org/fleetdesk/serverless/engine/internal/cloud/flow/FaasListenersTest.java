package org.fleetdesk.serverless.engine.internal.cloud.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.USER;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.fleetdesk.http.HttpBody;
import org.fleetdesk.http.HttpCall;
import org.fleetdesk.http.HttpException;
import org.fleetdesk.serverless.engine.internal.cloud.FaasListeners;
import org.fleetdesk.serverless.engine.internal.cloud.flow.FlowFixture.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Only Linux has loopback addresses to spare. */
@EnabledOnOs(OS.LINUX)
class FaasListenersTest extends OnFlow {

	private int deployed(String template) throws Exception {
		int id = flow.instantiate(USER, flow.named(template), "{}");
		flow.phases(5);
		return id;
	}

	private String ip(int vm) throws Exception {
		return flow.vm(vm).ip().orElseThrow();
	}

	private Answer ask(String ip, HttpCall call) throws Exception {
		try (var endpoint = flow.endpoint(URI.create("http://" + ip + ":" + flow.functionPort()))) {
			return FlowFixture.send(endpoint, call);
		}
	}

	@Test
	void aFunctionListensWhileItsVmRuns() throws Exception {
		int id = deployed("Function");
		int vm = flow.vms(id, "FAAS").getFirst();
		var answer = ask(ip(vm), HttpCall.get("/"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().path("simulated").asBoolean()).isTrue();
		assertThat(answer.json().at("/vm/id").asInt(-1)).isEqualTo(vm);
		assertThat(answer.json().path("service").asInt(-1)).isEqualTo(id);
		var declined = ask(ip(vm), HttpCall.post("/v1/faas/execute-sync").body(new HttpBody.Bytes("application/json", "{}".getBytes(StandardCharsets.UTF_8))));
		assertThat(declined.status()).isEqualTo(501);
		assertThat(declined.json().path("simulated").asBoolean()).isTrue();
		assertThat(declined.json().path("ret_code").asInt()).isEqualTo(-1);
		flow.cloud().vms().action(flow.admin(), vm, "poweroff");
		flow.settle();
		assertThatThrownBy(() -> ask(ip(vm), HttpCall.get("/"))).isInstanceOf(HttpException.Unreachable.class);
		flow.phases(1);
		flow.cloud().vms().action(flow.admin(), vm, "resume");
		flow.phases(2);
		assertThat(ask(ip(vm), HttpCall.get("/")).status()).isEqualTo(200);
	}

	@Test
	void eachFunctionHasAnAddressOfItsOwnAndNothingElseListens() throws Exception {
		int one = deployed("Function-Data");
		int other = deployed("nature-s3");
		int faas = flow.vms(one, "FAAS").getFirst();
		int nature = flow.vms(other, "nature").getFirst();
		assertThat(ask(ip(faas), HttpCall.get("/any/path")).json().at("/vm/id").asInt(-1)).isEqualTo(faas);
		assertThat(ask(ip(nature), HttpCall.get("/")).json().at("/vm/id").asInt(-1)).isEqualTo(nature);
		for (int data : new int[] { flow.vms(one, "DAAS").getFirst(), flow.vms(other, "s3").getFirst() }) {
			assertThat(flow.vm(data).isRunning()).isTrue();
			assertThatThrownBy(() -> ask(ip(data), HttpCall.get("/"))).isInstanceOf(HttpException.Unreachable.class);
		}
	}

	@Test
	void listensAgainAfterARestartAtTheSameAddress() throws Exception {
		int id = deployed("Function");
		int vm = flow.vms(id, "FAAS").getFirst();
		String ip = ip(vm);
		flow.kill();
		flow.settle();
		assertThat(ip(vm)).isEqualTo(ip);
		assertThat(ask(ip, HttpCall.get("/")).json().at("/vm/id").asInt(-1)).isEqualTo(vm);
	}

	@Test
	void twoCloudsDoNotClash(@TempDir Path another) throws Exception {
		try (var first = FaasListeners.open(another.resolve("a"), flow.functionPort()); var second = FaasListeners.open(another.resolve("b"), flow.functionPort())) {
			assertThat(first.network()).isNotEqualTo(second.network());
			try (var third = FaasListeners.open(another.resolve("a"), flow.functionPort())) { // its range is taken: by the first
				assertThat(third.network()).isNotIn(first.network(), second.network());
			}
		}
	}

	@Test
	void theVmSaysWhyNobodyListens() throws Exception {
		int id = flow.instantiate(USER, flow.named("Function"), "{}");
		flow.settle();
		int vm = flow.vms(id, "FAAS").getFirst();
		String ip = ip(vm);
		try (var taken = new ServerSocket()) {
			taken.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), flow.functionPort()));
			flow.phases(5);
			assertThat(flow.vm(vm).isRunning()).isTrue();
			assertThat(flow.vm(vm).userTemplate().get(FaasListeners.NOTE)).hasValueSatisfying(note -> assertThat(note).startsWith("nobody listens").contains(ip));
		}
		flow.pass(Duration.ofSeconds(10));
		flow.settle();
		assertThat(flow.vm(vm).userTemplate().get(FaasListeners.NOTE)).as("the address is free again").isEmpty();
		assertThat(flow.cloud().settings().data().resolve("vms/" + vm + "/vm.log")).content().containsSubsequence("[W]: The function does not answer: nobody listens: cannot listen at " + ip,
				"[I]: The function answers at its address");
		assertThat(ask(ip(vm), HttpCall.get("/")).status()).isEqualTo(200);
	}
}
