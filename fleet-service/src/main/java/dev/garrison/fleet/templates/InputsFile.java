package dev.garrison.fleet.templates;

import dev.garrison.fleet.epm.PackageContent;
import dev.garrison.fleet.epm.manifest.ManifestYaml;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The inputs of a package as a file to fill in: titles as comments, and what still has no value commented out. */
final class InputsFile {
    private static final Pattern ID = Pattern.compile("(\\s*)- id: \"?([^\"]*)\"?");

    private InputsFile() {}

    static String write(PackageContent content) {
        var inputs = new TemplateInputs(content, true);
        var yaml = ManifestYaml.write(Map.of("inputs", inputs.list()));
        return yaml.lines()
                .map(line -> line(line, inputs.titles(), inputs.placeholders()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String line(String line, Map<String, String> titles, Set<String> placeholders) {
        var id = ID.matcher(line);
        if (id.matches() && titles.containsKey(id.group(2))) {
            return id.group(1) + "# " + titles.get(id.group(2)).replaceAll("\\s+", " ") + "\n" + line;
        }
        return placeholders.stream().anyMatch(line::contains) ? "#" + line : line;
    }
}
