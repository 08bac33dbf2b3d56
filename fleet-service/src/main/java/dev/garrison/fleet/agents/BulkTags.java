package dev.garrison.fleet.agents;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.garrison.fleet.actions.ActionResults;
import dev.garrison.fleet.actions.ActionType;
import dev.garrison.fleet.actions.Actions;
import dev.garrison.fleet.actions.NewAction;
import dev.garrison.fleet.database.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Adds tags to many agents and takes others away. Agents of hosted agent policies keep theirs. */
@ApplicationScoped
class BulkTags implements BulkOperation<BulkTags.Request> {
    private static final String NOT_HOSTED = "not coalesce(p.is_managed, false)";
    private static final String HAS_SOMETHING_TO_DO = "a.tags && cast(? as text[]) or not a.tags @> cast(? as text[])";

    private final ActionResults results;
    private final Actions actions;
    private final Database database;

    BulkTags(ActionResults results, Actions actions, Database database) {
        this.results = results;
        this.actions = actions;
        this.database = database;
    }

    record Request(List<String> tagsToAdd, List<String> tagsToRemove) {
        Request {
            tagsToAdd = tagsToAdd == null
                    ? List.of()
                    : tagsToAdd.stream().distinct().toList();
            tagsToRemove = tagsToRemove == null
                    ? List.of()
                    : tagsToRemove.stream().distinct().toList();
        }

        /** One tag takes the place of another where that is. */
        @JsonIgnore
        boolean isRename() {
            return tagsToAdd.size() == 1 && tagsToRemove.size() == 1;
        }
    }

    @Override
    public String name() {
        return "update_tags";
    }

    @Override
    public Class<Request> requestType() {
        return Request.class;
    }

    @Override
    public NewAction action(Request request, String user) {
        return NewAction.of(ActionType.UPDATE_TAGS, null, user);
    }

    @Override
    public boolean isAnsweredWhenDone() {
        return false;
    }

    @Override
    public void narrow(AgentFilter filter, Request request) {
        filter.and(NOT_HOSTED).and(HAS_SOMETHING_TO_DO, request.tagsToRemove(), request.tagsToAdd());
    }

    @Override
    public void run(BulkBatch batch, Request request) {
        var changed = database.list(
                """
                with meant as (
                    select a.id from agent a left join agent_policy p on p.id = a.policy_id
                    where a.id = any(?) and %s and (%s) order by a.id for no key update of a
                )
                update agent a set tags = array(
                    select tag from (
                        select tag, min(place) as place from (
                            select case when tag = any(?) then ? else tag end as tag, place
                            from unnest(a.tags) with ordinality as present(tag, place) where not tag = any(?)
                            union all
                            select tag, 1000000 + place from unnest(?) with ordinality as added(tag, place)
                        ) every group by tag
                    ) each order by place)
                from meant where a.id = meant.id returning a.id"""
                        .formatted(NOT_HOSTED, HAS_SOMETHING_TO_DO),
                row -> row.text("id"),
                batch.agentIds(),
                request.tagsToRemove(),
                request.tagsToAdd(),
                request.isRename() ? request.tagsToRemove() : List.of(),
                request.isRename() ? request.tagsToAdd().get(0) : null,
                request.isRename() ? List.of() : request.tagsToRemove(),
                request.tagsToAdd());
        if (changed.isEmpty() && batch.number() == 0) {
            return;
        }
        var done = batch.number() == 0 ? changed : batch.agentIds(); // who needed nothing any more has what was wanted
        results.succeed(batch.actionId(), done);
        actions.create(batch.part(action(request, batch.user()), done.size()), done);
    }
}
