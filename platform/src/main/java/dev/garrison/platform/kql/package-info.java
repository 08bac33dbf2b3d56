/**
 * The Kibana query language as SQL. An area declares its fields once, parses what the client sent, and puts the condition
 * into its statement:
 *
 * <pre>{@code
 * private static final KqlFields FIELDS = KqlFields.builder("fleet-agents") // so "fleet-agents.policy_id" or "policy_id"
 *         .keyword("policy_id", "a.policy_id")
 *         .keywords("tags", "a.tags")
 *         .keyword("status", "case when a.active then 'online' else 'unenrolled' end")
 *         .date("last_checkin", "a.last_checkin")
 *         .json("local_metadata.host.ip", "a.local_metadata #> '{host,ip}'")
 *         .document("upgrade_details", "a.upgrade_details")
 *         .build();
 *
 * SqlCondition matching = FIELDS.compile(FIELDS.requireKnown(Kql.parse(kuery)), clock);
 * var query = session.createNativeQuery("select * from agent a where a.space = ?1 and " + matching.numbered(2), Agent.class)
 *         .setParameter(1, space);
 * matching.bind(2, query::setParameter);
 * }</pre>
 *
 * <p>Whatever is wrong with an expression is a {@link dev.garrison.platform.kql.KqlException}, to be answered with 400. A
 * value that a field cannot have (letters for a number, a NUL character) is no mistake and matches nothing. Without
 * {@code requireKnown} neither does a field that is not declared.
 *
 * <p>Kibana's semantics, of which these may surprise: {@code a: x y} is one value of two words; a list fulfils a condition
 * if one of its elements does; {@code not a: x} also finds what has no {@code a}; a date without a time is the whole day;
 * {@code a: null} is what has no {@code a}; an empty string is a value, an empty list is none. In an open document a
 * wildcard stands for whole names only: {@code host.*} and {@code *.name}, but {@code host.na*} is no field.
 *
 * <p>Needs PostgreSQL 16 or newer with ICU, which all usual distributions have.
 */
package dev.garrison.platform.kql;
