package org.fleetdesk.so3.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

/** What the docker command line does with images. */
class DockerCliImagesTest extends DockerCliFixture {

	private static final String NAMES = "{{.Repository}}:{{.Tag}}";

	private String sample(String name) {
		return folder + "/samples/" + name + ".itb";
	}

	@Test
	void tagsAreNamesOfTheirOwn() throws Exception {
		done("load", "-i", sample("ticker"));
		done("tag", "ticker", "ticker:v1");
		done("tag", "ticker:v1", "lab.example:5000/team/ticker:2026");
		assertThat(done("images", "--format", NAMES).lines()).containsExactlyInAnyOrder("ticker:latest", "ticker:v1", "lab.example:5000/team/ticker:2026");
		assertThat(done("images", "-q").lines().distinct()).hasSize(1);
		assertThat(done("images", "--format", NAMES, "ticker")).isEqualTo("ticker:latest\nticker:v1");
		assertThat(done("images", "--format", NAMES, "--filter", "reference=*/*/ticker")).isEqualTo("lab.example:5000/team/ticker:2026");
		assertThat(done("images", "--digests", "--format", "{{.Digest}}", "ticker:v1")).isEqualTo(done("images", "-q", "--no-trunc", "ticker:v1"));
		// a tag goes over to another image
		done("load", "-i", sample("crash"));
		done("tag", "crash", "ticker:v1");
		assertThat(done("images", "-q", "ticker:v1")).isEqualTo(done("images", "-q", "crash"));
		assertThat(done("create", "--name", "c", "ticker:v1")).isNotEmpty();
		assertThat(done("ps", "-a", "--format", "{{.Image}}")).isEqualTo("ticker:v1");
		assertThat(docker("tag", "nosuch", "x").err()).endsWith("No such image: nosuch:latest");
		assertThat(docker("tag", "ticker", "Upper").err()).contains("must be lowercase");
		assertThat(docker("tag", "ticker", "x:a b").err()).contains("not a valid repository/tag");
	}

	@Test
	void removalFollowsDockersRules() throws Exception {
		done("load", "-i", sample("ticker"));
		done("tag", "ticker", "ticker:v1");
		String id = done("images", "-q", "ticker:v1");
		assertThat(docker("rmi", id).err()).isEqualTo("Error response from daemon: conflict: unable to delete " + id
				+ " (must be forced) - image is referenced in multiple repositories");
		assertThat(done("rmi", "ticker:latest")).isEqualTo("Untagged: ticker:latest");
		String container = done("create", "--name", "t", "ticker:v1").substring(0, 12);
		assertThat(docker("rmi", "ticker:v1").err()).isEqualTo("Error response from daemon: conflict: unable to remove repository reference \"ticker:v1\" (must force)"
				+ " - container " + container + " is using its referenced image " + id);
		assertThat(docker("rmi", id).err()).contains("(must be forced) - image is being used by stopped container " + container);
		done("start", "t");
		assertThat(docker("rmi", "-f", id).err()).contains("(cannot be forced) - image is being used by running container " + container);
		assertThat(done("rmi", "-f", "ticker:v1")).isEqualTo("Untagged: ticker:v1");
		assertThat(done("ps", "--format", "{{.Names}} {{.Image}}")).as("it keeps its content").isEqualTo("t ticker:v1");
		done("restart", "t");
		assertThat(done("images", "-q")).isEmpty();
		assertThat(docker("rmi", "ticker:v1").err()).contains("No such image: ticker:v1");
		done("load", "-i", sample("ticker"));
		done("tag", "ticker", "a");
		done("rm", "-f", "t");
		assertThat(done("rmi", "-f", id).lines()).hasSize(3).startsWith("Untagged: a:latest", "Untagged: ticker:latest").last().asString().startsWith("Deleted: sha256:" + id);
	}

	@Test
	void savedImagesComeBackAsTheyWere() throws Exception {
		done("load", "-i", sample("ticker"));
		done("load", "-i", sample("burst"));
		done("tag", "ticker", "team/ticker:v1");
		String before = done("images", "--no-trunc", "--format", NAMES + " {{.ID}}");
		Path archive = folder.resolve("saved.tar");
		done("save", "-o", archive.toString(), "ticker", "team/ticker:v1", "burst");
		done("rmi", "ticker", "team/ticker:v1", "burst");
		assertThat(done("images", "-q")).isEmpty();
		assertThat(done("load", "-i", archive.toString()).lines()).containsExactlyInAnyOrder("Loaded image: ticker:latest", "Loaded image: team/ticker:v1",
				"Loaded image: burst:latest");
		assertThat(done("images", "--no-trunc", "--format", NAMES + " {{.ID}}").lines()).containsExactlyInAnyOrderElementsOf(before.lines().toList());
		assertThat(folder.resolve("data/images/ticker.itb")).hasSameBinaryContentAs(Path.of(sample("ticker")));
		assertThat(layerOf(archive)).isEqualTo(Files.readAllBytes(Path.of(sample("ticker"))));
		assertThat(docker("save", "-o", folder.resolve("none.tar").toString(), "nosuch").err()).contains("No such image: nosuch");
	}

	/** The only file in the archive's first layer. */
	private static byte[] layerOf(Path archive) throws Exception {
		try (var tar = new TarArchiveInputStream(Files.newInputStream(archive))) {
			assertThat(tar.getNextEntry().getName()).endsWith("/layer.tar");
			try (var layer = new TarArchiveInputStream(new ByteArrayInputStream(tar.readAllBytes()))) {
				assertThat(layer.getNextEntry().getName()).isEqualTo("team+ticker@v1.itb");
				byte[] content = layer.readAllBytes();
				assertThat(layer.getNextEntry()).isNull();
				return content;
			}
		}
	}

	@Test
	void importsAndTellsAHistory() throws Exception {
		assertThat(done("import", "-m", "from the lab", sample("ticker"), "lab/ticker:7")).startsWith("sha256:");
		assertThat(done("history", "--format", "{{.Comment}}", "lab/ticker:7").lines().findFirst()).hasValue("from the lab");
		assertThat(done("history", "-q", "--no-trunc", "lab/ticker:7").lines()).startsWith(done("images", "-q", "--no-trunc", "lab/ticker:7")).contains("<missing>");
		assertThat(docker("import", "-c", "ENV A=b", sample("ticker"), "x").err()).contains("cannot be changed by an import");
		assertThat(docker("import", "http://127.0.0.1:1/x.itb", "x").err()).contains("fetches nothing from the network");
		assertThat(docker("import", Files.writeString(folder.resolve("text"), "hello").toString(), "x").err()).contains("neither an .itb file");
		var run = docker("run", "--rm", "nosuch");
		assertThat(run.code()).isEqualTo(125);
		assertThat(run.err()).contains("Unable to find image 'nosuch:latest' locally").contains("SO3 images have no registry").contains("docker load -i FILE");
		assertThat(docker("pull", "nosuch:v3").err()).contains("No such image: nosuch:v3");
		assertThat(done("pull", "lab/ticker:7")).contains("Image is up to date for lab/ticker:7");
		assertThat(docker("push", "lab/ticker:7").err()).contains("no registry");
		assertThat(docker("search", "ticker").err()).contains("no registry");
		assertThat(docker("image", "inspect", "nosuch").err()).contains("No such image: nosuch");
		assertThat(done("images", "--format", NAMES)).isEqualTo("lab/ticker:7");
	}

	@Test
	void prunesWhatNoContainerUses() throws Exception {
		done("load", "-i", sample("ticker"));
		done("load", "-i", sample("burst"));
		done("tag", "burst", "burst:again");
		done("create", "--name", "t", "ticker");
		assertThat(done("image", "prune", "-f")).isEqualTo("Total reclaimed space: 0B");
		assertThat(done("image", "prune", "-af", "--filter", "until=24h")).isEqualTo("Total reclaimed space: 0B");
		String pruned = done("image", "prune", "-af");
		assertThat(pruned).contains("untagged: burst:again", "untagged: burst:latest", "deleted: sha256:");
		assertThat(pruned).doesNotContain("Total reclaimed space: 0B");
		assertThat(done("images", "--format", NAMES)).isEqualTo("ticker:latest");
		assertThat(docker("image", "prune", "-f", "--filter", "nosuch=1").err()).contains("nosuch");
	}
}
