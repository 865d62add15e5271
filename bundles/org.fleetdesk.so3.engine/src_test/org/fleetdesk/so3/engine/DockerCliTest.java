package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

/** The docker command line against the engine; guests run in QEMU where it is installed. */
class DockerCliTest extends DockerCliFixture {

	@Test
	void theWholeCycle() throws Exception {
		assertThat(done("version")).contains("Fleetdesk EMISO Engine").contains("1.47");
		assertThat(done("info")).contains("Name: smart-7").contains("Slots: 2-6");
		assertThat(done("load", "-i", folder + "/samples/ticker.itb")).isEqualTo("Loaded image: ticker:latest");
		assertThat(done("images", "--format", "{{.Repository}}:{{.Tag}}")).isEqualTo("ticker:latest");
		Path eventsOut = folder.resolve("events");
		var events = start(eventsOut, folder.resolve("events.err"), "events", "--format", "{{.Type}} {{.Action}}", "--since", "0");
		String id = done("create", "--name", "t", "--label", "site=lab", "ticker");
		assertThat(id).matches("[0-9a-f]{64}");
		assertThat(done("ps", "-a", "--format", "{{.Names}} {{.State}} {{.Status}}")).startsWith("t created Created (booting, slot 2");
		assertThat(done("start", "t")).isEqualTo("t");
		assertThat(done("inspect", "-f", "{{.State.Status}} {{.State.Running}} {{.Config.Tty}} {{index .Config.Labels \"site\"}}", "t")).isEqualTo("running true false lab");
		Path followed = folder.resolve("followed");
		var logs = start(followed, folder.resolve("followed.err"), "logs", "-f", "t");
		assertThat(DockerClient.await(() -> Files.readString(followed).lines().count(), n -> n >= 3)).isGreaterThanOrEqualTo(3);
		assertThat(done("pause", "t")).isEqualTo("t");
		assertThat(done("ps", "--format", "{{.Status}}")).contains("(Paused)").contains("suspended");
		assertThat(done("unpause", "t")).isEqualTo("t");
		assertThat(done("logs", "--tail", "1", "t").lines()).hasSize(1);
		assertThat(docker("rm", "t").code()).isNotZero();
		assertThat(done("stop", "t")).isEqualTo("t");
		assertThat(logs.waitFor(20, TimeUnit.SECONDS)).as("logs -f ends with the guest").isTrue();
		assertThat(logs.exitValue()).isZero();
		assertThat(Files.readString(followed).strip()).isEqualTo(done("logs", "t"));
		assertThat(done("ps", "-a", "--format", "{{.State}} {{.Status}}")).startsWith("exited Exited (137)").contains("booting, slot 2");
		assertThat(done("start", "t")).isEqualTo("t");
		assertThat(done("kill", "t")).isEqualTo("t");
		assertThat(done("wait", "t")).isEqualTo("137");
		assertThat(done("rm", "t")).isEqualTo("t");
		assertThat(done("ps", "-aq")).isEmpty();
		assertThat(done("system", "df")).contains("Images");
		assertThat(done("rmi", "ticker")).contains("Untagged: ticker:latest");
		assertThat(docker("create", "nosuch").err()).contains("docker load");
		assertThat(docker("exec", "t", "ls").code()).isNotZero();
		String all = DockerClient.await(() -> Files.readString(eventsOut), t -> t.contains("image delete"));
		events.destroy();
		assertThat(all.lines()).containsExactly("image load", "container create", "container start", "container pause", "container unpause", "container kill",
				"container die", "container stop", "container start", "container kill", "container die", "container destroy", "image untag", "image delete");
		assertThat(events.waitFor(20, TimeUnit.SECONDS)).isTrue();
	}
}
