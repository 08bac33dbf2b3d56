package dev.garrison.security.authentication;

import dev.garrison.platform.http.RequirePrivileges;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the bearer of a token may do in other spaces than the request's: {@code /internal/privileges}, for services, which pass their
 * caller's token on. The gateway routes nobody there.
 */
@Path("/internal/privileges")
@Consumes(MediaType.APPLICATION_JSON)
public class PrivilegesResource {
    private final HeldPrivileges privileges;

    PrivilegesResource(HeldPrivileges privileges) {
        this.privileges = privileges;
    }

    /** @param spaces ids, which need not exist; {@code *} asks what is held in every space, also in those to come */
    public record Question(
            @NotNull @Size(max = 10_000) List<String> spaces, @NotNull @Size(max = 1_000) List<String> privileges) {}

    /** For each space, those of the privileges that are held there. */
    public record Answer(Map<String, List<String>> spaces) {}

    @POST
    @RequirePrivileges
    public Answer ask(@NotNull Question question) {
        var held = privileges.ofCaller();
        var answer = new TreeMap<String, List<String>>();
        for (var space : question.spaces()) {
            var there = held.at(space);
            answer.put(
                    space,
                    question.privileges().stream()
                            .filter(privilege -> there.contains("*") || there.contains(privilege))
                            .toList());
        }
        return new Answer(answer);
    }
}
