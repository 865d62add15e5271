package org.fleetdesk.so3.engine.internal.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of images and of their files. */
class ImageNameTest {

	@ParameterizedTest
	@CsvSource({ "x, x", "x:latest, x", "x.itb, x", "x.itb:latest, x", "/mnt/ME/x.itb, x", "/mnt/capsules/image/x.itb, x", "x:v2, x:v2", "x.itb:v2, x:v2",
			"/mnt/ME/x@v2.itb, x:v2", "docker.io/library/x, x", "docker.io/team/x:1, team/x:1", "library/x, x", "lab.example:5000/team/x, lab.example:5000/team/x",
			"localhost/x:latest, localhost/x", "/mnt/ME/team+x.itb, team/x" })
	void oneNameHasManyForms(String reference, String name) {
		assertThat(ImageName.of(reference)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Upper", "/x", "../x", "x:", "x:a b", "a..b", "x\0", "/mnt/ME/../x.itb", "/mnt/ME/a/b.itb", "/elsewhere/x.itb", "-x", "x@v2",
			"sha256:3bff816c32b4b99871fd0545dcaaa90bdd08f47b84256c04481902b34fae5974", "3bff816c32b4b99871fd0545dcaaa90bdd08f47b84256c04481902b34fae5974" })
	void whatCannotBeANameIsNone(String reference) {
		assertThat(ImageName.of(reference)).isEmpty();
	}

	/** A card's file system knows neither colons nor slashes in names. */
	@ParameterizedTest
	@CsvSource({ "x, x.itb", "x:v2, x@v2.itb", "team/x, team+x.itb", "lab.example:5000/team/x:V_1.0, lab.example=5000+team+x@V_1.0.itb" })
	void everyNameHasOneFile(String name, String file) {
		assertThat(ImageName.fileOf(name)).isEqualTo(file);
		assertThat(ImageName.ofFile(file)).map(ImageReference::name).hasValue(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "My Image.itb", "x@latest.itb", "x@.itb", "a@b@c.itb", "+x.itb", "library+x.itb", ".itb" })
	void otherFilesStandForNoName(String file) {
		assertThat(ImageName.ofFile(file)).isEmpty();
	}

	@Test
	void refusesInDockersWords() {
		assertThatThrownBy(() -> ImageName.wanted("Abc")).hasMessage("invalid reference format: repository name must be lowercase");
		assertThatThrownBy(() -> ImageName.wanted("")).hasMessage("invalid reference format");
		assertThatThrownBy(() -> ImageName.wanted("a..b")).hasMessage("invalid reference format");
		assertThatThrownBy(() -> ImageName.wanted("/abs/x")).hasMessage("invalid reference format");
		assertThatThrownBy(() -> ImageName.wanted("0".repeat(64))).hasMessageContaining("cannot specify 64-byte hexadecimal strings");
		assertThatThrownBy(() -> ImageName.wanted("a".repeat(256))).hasMessage("repository name must not be more than 255 characters");
		assertThatThrownBy(() -> ImageName.wanted("a".repeat(240))).hasMessageContaining("together here");
		assertThatThrownBy(() -> ImageReference.parse("x").tagged("b c")).hasMessage("invalid tag format");
	}
}
