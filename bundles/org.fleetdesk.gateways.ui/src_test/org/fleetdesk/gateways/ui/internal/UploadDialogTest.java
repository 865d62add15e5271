package org.fleetdesk.gateways.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.fleetdesk.gateways.model.SamplePackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadDialogTest {

	@Test
	void aFileThatCannotBeReadKeepsNoOtherHere(@TempDir Path folder) throws Exception {
		Path good = SamplePackages.writeTo(folder).getFirst();
		Path gone = folder.resolve("gone.v1.tar.gz");
		Path noFile = Files.createDirectory(folder.resolve("folder.v1.tar.gz"));
		var looks = UploadDialog.Looks.at(List.of(gone, good, noFile));
		assertThat(looks.looked()).extracting(UploadDialog.Looked::file).containsExactly(good);
		assertThat(looks.unreadable()).hasSize(2).satisfiesExactly(s -> assertThat(s).startsWith("gone.v1.tar.gz cannot be read"), s -> assertThat(s).startsWith("folder.v1.tar.gz cannot be read"));
	}
}
