package org.fleetdesk.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.fleetdesk.core.ResourceId;
import org.fleetdesk.files.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

class TaskExportTest {

	private static final Instant BEGIN = Instant.parse("2026-11-22T10:00:00Z");

	private static TaskRun run(String title, String... messages) {
		var targets = List.of(messages).stream().map(m -> new TargetRun(new TaskTarget(new ResourceId("c1", "so3.container", "k"), "t on so-lab"), TaskState.FAILED, "Stop", 1,
				Optional.empty(), 0, 3, Optional.empty(), m, Optional.of(BEGIN), Optional.of(BEGIN.plusMillis(1500)))).toList();
		return new TaskRun("20261122-100000-aaaa",
				new TaskRequest(1, "so3.container.stop", title, targets.stream().map(TargetRun::target).toList(), JsonNodeFactory.instance.objectNode().put("force", true)),
				TaskState.FAILED, targets, "ann", BEGIN, Optional.of(BEGIN.plusSeconds(2)),
				new TaskRun.Links(Optional.of("before"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("wave")));
	}

	private static String export(TaskExport.Format format, TaskRun... runs) throws IOException {
		var out = new ByteArrayOutputStream();
		TaskExport.write(out, format, List.of(runs), id -> List.of(new TaskLogLine(BEGIN, Severity.WARNING, "t on so-lab", "It \"failed\"\u001b[31m")));
		return out.toString(StandardCharsets.UTF_8);
	}

	private static List<Map<String, String>> rows(String csv) throws IOException {
		try (var rows = new CsvMapper().readerForMapOf(String.class).with(CsvSchema.emptySchema().withHeader()).<Map<String, String>>readValues(csv)) {
			return rows.readAll();
		}
	}

	@Test
	void csvHasARowForEachTarget() throws IOException {
		String csv = export(TaskExport.Format.CSV, run("Stop \"a\", b", "first\nsecond", "ä, ö"), run("Stop", "x"));
		assertThat(csv).startsWith("run,title,verb,").endsWith("\r\n").contains("\"Stop \"\"a\"\", b\"");
		var rows = rows(csv);
		assertThat(rows).hasSize(3);
		assertThat(rows.getFirst()).containsEntry("title", "Stop \"a\", b").containsEntry("message", "first\nsecond").containsEntry("state", "failed")
				.containsEntry("attempts", "3").containsEntry("seconds", "1.500").containsEntry("runSeconds", "2.000").containsEntry("retryOf", "before")
				.containsEntry("rollout", "wave").containsEntry("retriedBy", "").containsEntry("created", "2026-11-22T10:00:00Z");
		assertThat(rows.get(1)).containsEntry("message", "ä, ö");
	}

	@ParameterizedTest
	@ValueSource(strings = { "=HYPERLINK(\"http://x\")", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1" })
	void aSpreadsheetShowsWhatItWouldCalculate(String message) throws IOException {
		assertThat(rows(export(TaskExport.Format.CSV, run("Stop", message))).getFirst()).containsEntry("message", "'" + message);
	}

	@Test
	void noRunsAreAHeader() throws IOException {
		assertThat(export(TaskExport.Format.CSV).lines()).hasSize(1);
		assertThat(new ObjectMapper().readTree(export(TaskExport.Format.JSON)).isEmpty()).isTrue();
	}

	@Test
	void jsonHasTargetsAndTheWholeLog() throws IOException {
		var json = new ObjectMapper().readTree(export(TaskExport.Format.JSON, run("Stop", "a", "b"))).get(0);
		assertThat(json.at("/targets")).hasSize(2);
		assertThat(json.at("/targets/1/message").asText()).isEqualTo("b");
		assertThat(json.at("/targets/1/attempt").asInt()).isEqualTo(3);
		assertThat(json.at("/rollout").asText()).isEqualTo("wave");
		assertThat(json.at("/parameters/force").asBoolean()).isTrue();
		assertThat(json.at("/log/0/text").asText()).isEqualTo("It \"failed\"\u001b[31m");
	}

	@Test
	void noSecretOfTheParametersGoesWithIt() throws IOException {
		var run = run("Create", "a");
		run.request().parameters().putArray("env").add("DB_PASSWORD=geheim").add("MODE=fast");
		assertThat(export(TaskExport.Format.JSON, run)).doesNotContain("geheim").contains("DB_PASSWORD=***", "MODE=***");
		assertThat(run.request().parameters().toString()).as("it is as it was").contains("geheim");
	}

	@Test
	void aFailedExportLeavesTheOldFile(@TempDir Path folder) throws IOException {
		Path file = folder.resolve("runs.json");
		TaskExport.write(file, TaskExport.Format.JSON, List.of(run("Stop", "a")), id -> List.of());
		byte[] old = Files.readAllBytes(file);
		assertThatThrownBy(() -> TaskExport.write(file, TaskExport.Format.JSON, List.of(run("Stop", "a")), id -> {
			throw new IOException("unreadable");
		})).isInstanceOf(IOException.class);
		assertThat(file).hasBinaryContent(old);
		try (var files = Files.list(folder)) {
			assertThat(files).containsExactly(file);
		}
	}
}
