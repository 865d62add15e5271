package org.fleetdesk.serverless.ui.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.fleetdesk.serverless.model.RuntimeSchema;
import org.junit.jupiter.api.Test;

class RuntimeEditTest {

	private final SchemaForm form = new SchemaForm(RuntimeSchema.json());
	private final RuntimeEdit edit = new RuntimeEdit(Samples.row(Samples.RUNTIME));

	private Map<String, String> with(String... changes) {
		var values = new LinkedHashMap<>(edit.present());
		for (int i = 0; i < changes.length; i += 2) {
			values.put(changes[i], changes[i + 1]);
		}
		return values;
	}

	@Test
	void beginsWithThePresentValuesInTheFormsUnits() {
		assertThat(edit.present()).containsOnly(entry("/NAME", "r1"), entry("/FAAS/FLAVOUR", "Function"), entry("/FAAS/CPU", "1"), entry("/FAAS/MEMORY", "512"),
				entry("/FAAS/DISK_SIZE", "1024"), entry("/SCHEDULING/POLICY", "energy"));
		assertThat(edit.groups(form)).extracting(SchemaGroup::title).as("a function cannot be added").containsExactly("", "FaaS", "Scheduling", "Device info");
	}

	@Test
	void asksForWhatIsDifferentOnly() {
		assertThat(edit.change(form, with())).isEmpty();
		assertThat(edit.change(form, with("/FAAS/CPU", "2", "/SCHEDULING/POLICY", "", "/FAAS/FLAVOUR", "other")))
				.hasToString("{\"FAAS\":{\"CPU\":2},\"SCHEDULING\":{\"POLICY\":\"\"}}");
	}

	@Test
	void saysWhatAnUpdateCannotDo() {
		assertThat(edit.problems(form, with("/FAAS/MEMORY", "1024", "/FAAS/DISK_SIZE", "2048"))).isEmpty();
		assertThat(edit.problems(form, with("/FAAS/DISK_SIZE", "1000"))).containsExactly(entry("/FAAS/DISK_SIZE", "A disk cannot shrink; it has 1024 MB."));
		assertThat(edit.problems(form, with("/FAAS/CPU", "", "/FAAS/MEMORY", "much"))).containsOnlyKeys("/FAAS/CPU", "/FAAS/MEMORY");
	}

	@Test
	void flavoursAreOfferedByTheTemplates() {
		var templates = List.of("Function", "Function-Data", "nature", "nature-s3");
		assertThat(Flavours.daas(templates, "nature")).containsExactly("s3");
		assertThat(Flavours.daas(templates, "")).isEmpty();
		assertThat(Flavours.doubt(templates, "nature", "s3")).isEmpty();
		assertThat(Flavours.doubt(templates, "nature", "Data")).hasValueSatisfying(t -> assertThat(t).contains("nature-Data"));
		assertThat(Flavours.doubt(List.of(), "nature", "Data")).as("the templates are not known").isEmpty();
	}
}
