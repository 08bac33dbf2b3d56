package dev.garrison.fleet.packagepolicies.templates;

import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.TemplateSource;
import java.io.FileNotFoundException;
import java.io.IOException;

/** A template stands for itself: it takes in no other one. */
final class NoTemplates extends AbstractTemplateLoader {
    @Override
    public TemplateSource sourceAt(String location) throws IOException {
        throw new FileNotFoundException("The partial " + location + " could not be found");
    }
}
