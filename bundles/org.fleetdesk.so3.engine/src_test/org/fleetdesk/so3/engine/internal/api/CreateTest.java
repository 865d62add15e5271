package org.fleetdesk.so3.engine.internal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

import org.fleetdesk.so3.engine.DockerClient.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may ask for at a create. */
class CreateTest extends EngineFixture {

	/** What the docker command line 28.2 sends of itself. */
	private static final String DEFAULTS = "'Binds':null,'ContainerIDFile':'','LogConfig':{'Type':'','Config':{}},'NetworkMode':'default','PortBindings':{},"
			+ "'RestartPolicy':{'Name':'no','MaximumRetryCount':0},'AutoRemove':false,'ConsoleSize':[24,80],'CapAdd':null,'CgroupnsMode':'','Dns':[],'ExtraHosts':null,"
			+ "'Privileged':false,'ShmSize':0,'Memory':0,'NanoCpus':0,'BlkioWeightDevice':[],'Devices':[],'MemorySwap':0,'MemorySwappiness':-1,'OomKillDisable':false,"
			+ "'PidsLimit':0,'KernelMemory':0,'MaskedPaths':null";

	@BeforeEach
	void image() throws IOException {
		docker.load(ticker);
	}

	private Answer create(String members) throws IOException {
		return docker.postJson("/v1.47/containers/create", "{'Image':'ticker'," + members + "}");
	}

	@Test
	void takesWhatTheClientsSendOfThemselves() throws Exception {
		var answer = create("'Hostname':'','Env':null,'Cmd':null,'Volumes':{},'Entrypoint':null,'Tty':true,'Labels':{'a':'b'},'HostConfig':{" + DEFAULTS
				+ "},'NetworkingConfig':{'EndpointsConfig':{'default':{'IPAMConfig':null,'MacAddress':'','GwPriority':0}}}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		assertThat(answer.json().path("Warnings")).isEmpty();
		var made = docker.inspect(answer.json().path("Id").asText());
		assertThat(made.at("/Config/Tty").asBoolean()).isTrue();
		assertThat(made.at("/Config/Labels/a").asText()).isEqualTo("b");
		assertThat(made.at("/HostConfig/RestartPolicy/Name").asText()).isEqualTo("no");
	}

	@Test
	void ignoresWhatIsAboutProcessesOfLinuxAndSaysSo() throws Exception {
		var answer = create("'Cmd':['sh'],'Env':['A=b'],'OpenStdin':true,'HostConfig':{'CapAdd':['NET_ADMIN'],'Init':true,'NetworkMode':'bridge'}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(201);
		assertThat(answer.json().path("Warnings").toString()).contains("Cmd, Env, HostConfig.CapAdd, HostConfig.Init", "OpenStdin");
	}

	@ParameterizedTest
	@ValueSource(strings = { "HostConfig.Memory:67108864", "HostConfig.NanoCpus:2000000000", "HostConfig.CpuShares:512", "HostConfig.PidsLimit:10", "HostConfig.Privileged:true",
			"HostConfig.Devices:[{'PathOnHost':'/dev/kvm'}]", "HostConfig.Binds:['/a:/b']", "HostConfig.PortBindings:{'80/tcp':[{'HostPort':'80'}]}", "HostConfig.NetworkMode:'host'",
			"HostConfig.LogConfig:{'Type':'syslog'}", "HostConfig.Ulimits:[{'Name':'nofile'}]", "HostConfig.NotYetKnown:7", "Volumes:{'/v':{}}", "ExposedPorts:{'80/tcp':{}}",
			"Healthcheck:{'Test':['CMD','true']}" })
	void refusesByNameWhatItCannotDo(String demand) throws Exception {
		String member = demand.substring(0, demand.indexOf(':'));
		String value = demand.substring(demand.indexOf(':') + 1);
		String plain = member.substring(member.indexOf('.') + 1);
		var answer = create(member.startsWith("HostConfig.") ? "'HostConfig':{'" + plain + "':" + value + "}" : "'" + plain + "':" + value);
		assertThat(answer.status()).isEqualTo(501);
		assertThat(answer.message()).startsWith(member + " is set, but ");
		assertThat(docker.get("/containers/json?all=1").json()).isEmpty();
	}

	@Test
	void refusesWhatMakesNoSense() throws Exception {
		for (String policy : List.of("{'Name':'sometimes'}", "{'Name':'always','MaximumRetryCount':3}", "{'Name':'on-failure','MaximumRetryCount':-1}", "'always'")) {
			assertThat(create("'HostConfig':{'RestartPolicy':" + policy + "}").status()).as(policy).isEqualTo(400);
		}
		assertThat(create("'Labels':{'a':1}").status()).isEqualTo(400);
		assertThat(create("'NetworkingConfig':{'EndpointsConfig':{'lan':{}}}").status()).isEqualTo(501);
		var platform = docker.postJson("/containers/create?platform=linux%2Famd64", "{'Image':'ticker'}");
		assertThat(platform.status()).isEqualTo(404);
		assertThat(platform.message()).contains("wanted linux/amd64, actual: linux/arm64");
		assertThat(docker.postJson("/containers/create?platform=linux%2Farm64", "{'Image':'ticker'}").status()).isEqualTo(201);
	}
}
